import Kernels
import Testing

/// A matrix product in double precision.
private func reference(
    m: Int, n: Int, k: Int, a: [Float], lda: Int, transposeA: Bool, b: [Float], ldb: Int, transposeB: Bool,
    c: [Float],
    ldc: Int, accumulate: Bool, bias: [Float]?
) -> [Double] {
    var output = c.map(Double.init)
    for i in 0..<m {
        for j in 0..<n {
            var sum = accumulate ? output[i * ldc + j] : 0
            for p in 0..<k {
                sum +=
                    Double(a[transposeA ? p * lda + i : i * lda + p])
                    * Double(b[transposeB ? j * ldb + p : p * ldb + j])
            }
            output[i * ldc + j] = sum + Double(bias?[j] ?? 0)
        }
    }
    return output
}

@Suite struct GemmTests {
    static let sizes: [(Int, Int, Int)] = [
        (1, 1, 1), (1, 70, 33), (2, 129, 65), (5, 3, 7), (6, 64, 64), (7, 65, 31), (13, 47, 19),
        (12, 12, 800),
        (50, 100, 577), (97, 80, 385), (3, 5, 0), (130, 131, 129), (64, 64, 2_100), (49, 17, 1_300),
        (600, 33, 350), (530, 290, 330),
    ]

    @Test(arguments: sizes)
    func matchesReference(m: Int, n: Int, k: Int) {
        for transposeA in [false, true] {
            for transposeB in [false, true] {
                for (accumulate, biased, slack) in [(false, false, 0), (true, true, 3)] {
                    let lda = (transposeA ? m : k) + slack
                    let ldb = (transposeB ? k : n) + slack
                    let ldc = n + slack
                    let a = numbers(lda * (transposeA ? k : m), seed: 1)
                    let b = numbers(ldb * (transposeB ? n : k), seed: 2)
                    let c = numbers(ldc * m, seed: 3)
                    let bias: [Float]? = biased ? numbers(n, seed: 4) : nil
                    let expected = reference(
                        m: m, n: n, k: k, a: a, lda: lda, transposeA: transposeA, b: b, ldb: ldb,
                        transposeB: transposeB, c: c, ldc: ldc, accumulate: accumulate, bias: bias)
                    check("\(m)x\(n)x\(k) \(transposeA) \(transposeB) \(accumulate)", expected: expected) {
                        compute in
                        var output = c
                        compute.gemm(
                            m: m, n: n, k: k, a: a, lda: lda, transposeA: transposeA, b: b, ldb: ldb,
                            transposeB: transposeB, c: &output, ldc: ldc, accumulate: accumulate, bias: bias)
                        return output
                    }
                }
            }
        }
    }
}
