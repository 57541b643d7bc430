import KernelInterface

extension Compute {
    /// `softmax(scale * query * key^T) * value` for each sample and head, into `output` of the shape of `query`.
    ///
    /// Keys from `keyLengths[b]` on are left out, if given; a query that sees no key gives zeros. `logSumExp`
    /// `[batch, heads, queries]` is saved for the gradient.
    public func attention(
        _ s: AttentionShape, query: UnsafePointer<Float>, key: UnsafePointer<Float>,
        value: UnsafePointer<Float>, keyLengths: UnsafePointer<Int32>?, output: UnsafeMutablePointer<Float>,
        logSumExp: UnsafeMutablePointer<Float>
    ) {
        let row = s.heads * s.headSize
        let table = kernels.table
        forEachTile(s.batch * s.heads) { tile in
            let (b, h) = (tile / s.heads, tile % s.heads)
            let scores = Scratch(s.keys)
            for i in 0..<s.queries {
                let start = (b * s.queries + i) * row + h * s.headSize
                let seen = s.visible(i, of: keyLengths?[b])
                for j in 0..<seen {
                    scores.floats[j] = table.dot(
                        s.headSize, query + start, key + (b * s.keys + j) * row + h * s.headSize)
                }
                logSumExp[tile * s.queries + i] = table.softmaxRow(
                    seen, s.keys, s.scale, scores.floats, scores.floats)
                (output + start).update(repeating: 0, count: s.headSize)
                for j in 0..<seen {
                    table.axpy(
                        s.headSize, scores.floats[j], value + (b * s.keys + j) * row + h * s.headSize,
                        output + start)
                }
            }
        }
    }

    /// The gradients of `attention`, written over what is there.
    public func attentionGradient(
        _ s: AttentionShape, query: UnsafePointer<Float>, key: UnsafePointer<Float>,
        value: UnsafePointer<Float>, keyLengths: UnsafePointer<Int32>?, output: UnsafePointer<Float>,
        logSumExp: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
        queryGradient: UnsafeMutablePointer<Float>, keyGradient: UnsafeMutablePointer<Float>,
        valueGradient: UnsafeMutablePointer<Float>
    ) {
        let row = s.heads * s.headSize
        let table = kernels.table
        forEachTile(s.batch * s.heads) { tile in
            let (b, h) = (tile / s.heads, tile % s.heads)
            for j in 0..<s.keys {
                let start = (b * s.keys + j) * row + h * s.headSize
                (keyGradient + start).update(repeating: 0, count: s.headSize)
                (valueGradient + start).update(repeating: 0, count: s.headSize)
            }
            for i in 0..<s.queries {
                let start = (b * s.queries + i) * row + h * s.headSize
                (queryGradient + start).update(repeating: 0, count: s.headSize)
                let common = table.dot(s.headSize, output + start, outputGradient + start)
                for j in 0..<s.visible(i, of: keyLengths?[b]) {
                    let other = (b * s.keys + j) * row + h * s.headSize
                    var score = table.dot(s.headSize, query + start, key + other)
                    var p: Float = 0
                    table.exponentials(1, s.scale, &score, logSumExp[tile * s.queries + i], 1, &p)
                    let dp = table.dot(s.headSize, outputGradient + start, value + other)
                    table.axpy(s.headSize, p, outputGradient + start, valueGradient + other)
                    let ds = p * (dp - common) * s.scale
                    table.axpy(s.headSize, ds, key + other, queryGradient + start)
                    table.axpy(s.headSize, ds, query + start, keyGradient + other)
                }
            }
        }
    }
}
