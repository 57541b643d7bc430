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
        let room = tiling.queriesPerBlock * s.keys
        let scratch = Scratch(room * max(min(threads, count), 1))
        let start = scratch.floats

        forEachTile(count) { (tile: Int, worker: Int) in
            let (sampleHead, block) = (tile / tiling.blocks, tile % tiling.blocks)
            let (sample, head) = (sampleHead / s.heads, sampleHead % s.heads)
            let queries = tiling.queries(block)
            let scores = start + worker * room
            let length = keyLengths?[sample]
            let columns = s.visible(queries.upperBound - 1, of: length)
            let place = tiling.queryPlace(sample, head, queries.lowerBound)
            let keys = tiling.keyPlace(sample, head)
            // (queries, headSize) x (columns, headSize)^T
            serial.gemm(
                m: queries.count, n: columns, k: s.headSize, a: query + place, lda: stride, transposeA: false,
                b: key + keys, ldb: stride, transposeB: true, c: scores, ldc: s.keys, accumulate: false,
                bias: nil)
            for i in queries {
                let row = scores + (i - queries.lowerBound) * s.keys
                logSumExp[sampleHead * s.queries + i] = kernels.table.softmaxRow(
                    s.visible(i, of: length), columns, s.scale, row, row)
            }
            // (queries, columns) x (columns, headSize)
            serial.gemm(
                m: queries.count, n: s.headSize, k: columns, a: scores, lda: s.keys, transposeA: false,
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
        let table = kernels.table
        let serial = Compute(kernels: kernels, threads: 1)
        let room = tiling.queriesPerBlock * s.keys
        let scratch = Scratch(2 * room * max(min(threads, s.batch * s.heads), 1))
        let start = scratch.floats

        // One tile per sample and head: the gradients of its keys and values are sums over all blocks.
        forEachTile(s.batch * s.heads) { (tile: Int, worker: Int) in
            let (sample, head) = (tile / s.heads, tile % s.heads)
            let length = keyLengths?[sample]
            let keys = tiling.keyPlace(sample, head)
            for j in 0..<s.keys {
                (keyGradient + keys + j * stride).update(repeating: 0, count: s.headSize)
                (valueGradient + keys + j * stride).update(repeating: 0, count: s.headSize)
            }
            let probabilities = start + 2 * worker * room
            let slopes = probabilities + room
            for block in 0..<tiling.blocks {
                let queries = tiling.queries(block)
                let columns = s.visible(queries.upperBound - 1, of: length)
                let place = tiling.queryPlace(sample, head, queries.lowerBound)

                func times(_ left: ConstantFloats, _ right: ConstantFloats, _ output: MutableFloats) {
                    // (queries, headSize) x (columns, headSize)^T
                    serial.gemm(
                        m: queries.count, n: columns, k: s.headSize, a: left + place, lda: stride,
                        transposeA: false, b: right + keys, ldb: stride, transposeB: true, c: output,
                        ldc: s.keys,
                        accumulate: false, bias: nil)
                }
                times(query, key, probabilities)
                times(outputGradient, value, slopes)
                for i in queries {
                    let seen = s.visible(i, of: length)
                    let row = (i - queries.lowerBound) * s.keys
                    let own = tiling.queryPlace(sample, head, i)
                    table.exponentials(
                        seen, s.scale, probabilities + row, logSumExp[tile * s.queries + i], 1,
                        probabilities + row)
                    let common = table.dot(s.headSize, output + own, outputGradient + own)
                    table.softmaxGradientRow(
                        seen, probabilities + row, slopes + row, common, s.scale, slopes + row)
                    (probabilities + row + seen).update(repeating: 0, count: columns - seen)
                    (slopes + row + seen).update(repeating: 0, count: columns - seen)
                }
                // (queries, columns) x (columns, headSize)
                serial.gemm(
                    m: queries.count, n: s.headSize, k: columns, a: slopes, lda: s.keys, transposeA: false,
                    b: key + keys, ldb: stride, transposeB: false, c: queryGradient + place, ldc: stride,
                    accumulate: false, bias: nil)
                func add(_ left: ConstantFloats, _ right: ConstantFloats, _ output: MutableFloats) {
                    // (queries, columns)^T x (queries, headSize)
                    serial.gemm(
                        m: columns, n: s.headSize, k: queries.count, a: left, lda: s.keys, transposeA: true,
                        b: right + place, ldb: stride, transposeB: false, c: output + keys, ldc: stride,
                        accumulate: true, bias: nil)
                }
                add(slopes, query, keyGradient)
                add(probabilities, outputGradient, valueGradient)
            }
        }
    }
}
