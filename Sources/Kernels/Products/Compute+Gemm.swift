import KernelInterface

extension Compute {
    /// `c[m, n] = (accumulate ? c : 0) + op(a)[m, k] * op(b)[k, n] + bias[n]`.
    ///
    /// `lda`, `ldb`, `ldc` are the distances between rows as stored: with `transposeA`, `a` is stored `[k, m]`; with
    /// `transposeB`, `b` is stored `[n, k]`.
    public func gemm(
        m: Int, n: Int, k: Int, a: UnsafePointer<Float>, lda: Int, transposeA: Bool, b: UnsafePointer<Float>,
        ldb: Int, transposeB: Bool, c: UnsafeMutablePointer<Float>, ldc: Int, accumulate: Bool,
        bias: UnsafePointer<Float>?
    ) {
        forEachRange(m, grain: 8) { rows in
            for i in rows {
                let row = c + i * ldc
                for j in 0..<n { row[j] = (accumulate ? row[j] : 0) + (bias?[j] ?? 0) }
                for p in 0..<k {
                    let value = transposeA ? a[p * lda + i] : a[i * lda + p]
                    if transposeB {
                        for j in 0..<n { row[j] += value * b[j * ldb + p] }
                    } else {
                        for j in 0..<n { row[j] += value * b[p * ldb + j] }
                    }
                }
            }
        }
    }
}
