import KernelInterface

extension Compute {
    /// `c[m, n] = (accumulate ? c : 0) + op(a)[m, k] * op(b)[k, n] + bias[n]`.
    ///
    /// `lda`, `ldb`, `ldc` are the distances between rows as stored: with `transposeA`, `a` is stored `[k, m]`; with
    /// `transposeB`, `b` is stored `[n, k]`. Without `transposeA`, a row of the result depends on that row of `a`
    /// alone, to the last bit: one sample gives what it gives in a batch.
    public func gemm(
        m: Int, n: Int, k: Int, a: UnsafePointer<Float>, lda: Int, transposeA: Bool, b: UnsafePointer<Float>,
        ldb: Int, transposeB: Bool, c: UnsafeMutablePointer<Float>, ldc: Int, accumulate: Bool,
        bias: UnsafePointer<Float>?
    ) {
        guard m > 0, n > 0 else { return }
        let rows = MatrixRows(
            count: m, start: a, stride: lda, transposed: transposeA, output: c, outputStride: ldc)
        let right: RightSide =
            transposeB ? .columns(b, .float32, stride: ldb) : .rows(b, .float32, stride: ldb)
        if transposeA && k > 0 {
            multiplySplitting(
                rows, right, columns: n, depth: k, output: c, outputStride: ldc, accumulate: accumulate,
                bias: bias)
        } else {
            multiply(
                rows, right, columns: n, blocks: DepthBlocks(taps: 1, channels: k), accumulate: accumulate,
                bias: bias)
        }
    }
}
