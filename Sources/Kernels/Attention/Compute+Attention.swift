import KernelInterface

extension Compute {
    /// `softmax(scale * query * key^T) * value` for each sample and head, into `output` of the shape of `query`.
    ///
    /// Keys from `keyLengths[b]` on are left out, if given; a query that sees no key gives zeros. `logSumExp`
    /// `[batch, heads, queries]` is saved for the gradient. Beyond that, room is needed for the scores of one block of
    /// queries per thread.
    public func attention(
        _ s: AttentionShape, query: UnsafePointer<Float>, key: UnsafePointer<Float>,
        value: UnsafePointer<Float>, keyLengths: UnsafePointer<Int32>?, output: UnsafeMutablePointer<Float>,
        logSumExp: UnsafeMutablePointer<Float>
    ) {
        let tiling = AttentionTiling(s)
        let stride = tiling.rowStride
        let serial = Compute(kernels: kernels, threads: 1)
        let count = s.batch * s.heads * tiling.blocks
        let scratch = Scratch(tiling.room * max(min(threads, count), 1))
        let start = scratch.floats

        forEachTile(count) { (tile: Int, worker: Int) in
            let (sampleHead, block) = (tile / tiling.blocks, tile % tiling.blocks)
            let (sample, head) = (sampleHead / s.heads, sampleHead % s.heads)
            let queries = tiling.queries(block)
            let seen = tiling.keys(queries, length: keyLengths?[sample])
            let place = tiling.queryPlace(sample, head, queries.lowerBound)
            let keys = tiling.keyPlace(sample, head)
            let sums = logSumExp + (sampleHead * s.queries + queries.lowerBound)
            let scores = start + worker * tiling.room
            // (seen, headSize) x (queries, headSize)^T
            serial.gemm(
                m: seen, n: queries.count, k: s.headSize, a: key + keys, lda: stride, transposeA: false,
                b: query + place, ldb: stride, transposeB: true, c: scores, ldc: queries.count,
                accumulate: false,
                bias: nil)
            tiling.hideLater(scores, keys: seen, queries: queries)
            if seen > 0 {
                kernels.table.softmaxColumns(seen, queries.count, queries.count, s.scale, scores, sums)
            } else {
                sums.update(repeating: -.infinity, count: queries.count)
            }
            // (seen, queries)^T x (seen, headSize)
            serial.gemm(
                m: queries.count, n: s.headSize, k: seen, a: scores, lda: queries.count, transposeA: true,
                b: value + keys, ldb: stride, transposeB: false, c: output + place, ldc: stride,
                accumulate: false,
                bias: nil)
        }
    }

    /// The gradients of `attention`, written over what is there.
    ///
    /// The probabilities `p` are made again from `logSumExp`. With `g` the gradient of the output and `d` that of `p`:
    /// `d = g * value^T`, the gradient of the scores is `p * (d - sum(g * output)) * scale`.
    public func attentionGradient(
        _ s: AttentionShape, query: UnsafePointer<Float>, key: UnsafePointer<Float>,
        value: UnsafePointer<Float>, keyLengths: UnsafePointer<Int32>?, output: UnsafePointer<Float>,
        logSumExp: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
        queryGradient: UnsafeMutablePointer<Float>, keyGradient: UnsafeMutablePointer<Float>,
        valueGradient: UnsafeMutablePointer<Float>
    ) {
        let tiling = AttentionTiling(s)
        let stride = tiling.rowStride
        let serial = Compute(kernels: kernels, threads: 1)
        let room = 2 * tiling.room + tiling.queriesPerBlock
        let scratch = Scratch(room * max(min(threads, s.batch * s.heads), 1))
        let start = scratch.floats

        // One tile per sample and head: the gradients of its keys and values are sums over all blocks.
        forEachTile(s.batch * s.heads) { (tile: Int, worker: Int) in
            let (sample, head) = (tile / s.heads, tile % s.heads)
            let keys = tiling.keyPlace(sample, head)
            for j in 0..<s.keys {
                (keyGradient + keys + j * stride).update(repeating: 0, count: s.headSize)
                (valueGradient + keys + j * stride).update(repeating: 0, count: s.headSize)
            }
            let probabilities = start + worker * room
            let slopes = probabilities + tiling.room
            let common = slopes + tiling.room
            for block in 0..<tiling.blocks {
                let queries = tiling.queries(block)
                let seen = tiling.keys(queries, length: keyLengths?[sample])
                let place = tiling.queryPlace(sample, head, queries.lowerBound)

                func times(_ left: ConstantFloats, _ right: ConstantFloats, _ result: MutableFloats) {
                    // (seen, headSize) x (queries, headSize)^T
                    serial.gemm(
                        m: seen, n: queries.count, k: s.headSize, a: left + keys, lda: stride,
                        transposeA: false,
                        b: right + place, ldb: stride, transposeB: true, c: result, ldc: queries.count,
                        accumulate: false, bias: nil)
                }
                times(key, query, probabilities)
                tiling.hideLater(probabilities, keys: seen, queries: queries)
                times(value, outputGradient, slopes)
                for i in 0..<queries.count {
                    common[i] = kernels.table.dot(
                        s.headSize, output + (place + i * stride), outputGradient + (place + i * stride))
                }
                kernels.table.softmaxColumnsGradient(
                    seen, queries.count, queries.count, s.scale, probabilities, slopes,
                    logSumExp + (tile * s.queries + queries.lowerBound), common)
                // (seen, queries)^T x (seen, headSize)
                serial.gemm(
                    m: queries.count, n: s.headSize, k: seen, a: slopes, lda: queries.count, transposeA: true,
                    b: key + keys, ldb: stride, transposeB: false, c: queryGradient + place, ldc: stride,
                    accumulate: false, bias: nil)

                func add(_ left: ConstantFloats, _ right: ConstantFloats, _ result: MutableFloats) {
                    // (seen, queries) x (queries, headSize)
                    serial.gemm(
                        m: seen, n: s.headSize, k: queries.count, a: left, lda: queries.count,
                        transposeA: false,
                        b: right + place, ldb: stride, transposeB: false, c: result + keys, ldc: stride,
                        accumulate: true, bias: nil)
                }
                add(slopes, query, keyGradient)
                add(probabilities, outputGradient, valueGradient)
            }
        }
    }
}
