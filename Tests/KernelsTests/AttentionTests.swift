import Foundation
import Kernels
import Testing

/// Results of an attention in double precision.
private struct Reference {
    var output: [Double]
    var queryGradient: [Double]
    var keyGradient: [Double]
    var valueGradient: [Double]

    init(
        _ s: Compute.AttentionShape, _ query: [Float], _ key: [Float], _ value: [Float], _ lengths: [Int32]?,
        _ gradient: [Float]
    ) {
        output = [Double](repeating: 0, count: query.count)
        queryGradient = output
        keyGradient = [Double](repeating: 0, count: key.count)
        valueGradient = keyGradient
        let (D, scale) = (s.headSize, Double(s.scale))
        for b in 0..<s.batch {
            for h in 0..<s.heads {
                for i in 0..<s.queries {
                    let q = ((b * s.queries + i) * s.heads + h) * D
                    let seen = min(s.causal ? i + 1 : s.keys, lengths.map { Int($0[b]) } ?? s.keys, s.keys)
                    let places = (0..<seen).map { ((b * s.keys + $0) * s.heads + h) * D }
                    func dot(_ x: [Float], _ i: Int, _ y: [Float], _ j: Int) -> Double {
                        (0..<D).reduce(0) { $0 + Double(x[i + $1]) * Double(y[j + $1]) }
                    }
                    let scores = places.map { scale * dot(query, q, key, $0) }
                    let top = scores.max() ?? 0
                    let sum = scores.reduce(0) { $0 + exp($1 - top) }
                    let p = scores.map { exp($0 - top) / sum }
                    let dp = places.map { dot(gradient, q, value, $0) }
                    let common = zip(p, dp).reduce(0) { $0 + $1.0 * $1.1 }
                    for (j, place) in places.enumerated() {
                        let ds = p[j] * (dp[j] - common) * scale
                        for d in 0..<D {
                            output[q + d] += p[j] * Double(value[place + d])
                            queryGradient[q + d] += ds * Double(key[place + d])
                            keyGradient[place + d] += ds * Double(query[q + d])
                            valueGradient[place + d] += p[j] * Double(gradient[q + d])
                        }
                    }
                }
            }
        }
    }
}

@Suite struct AttentionTests {
    static let cases: [(Compute.AttentionShape, [Int32]?)] = [
        (.init(batch: 1, queries: 1, keys: 1, heads: 1, headSize: 1, scale: 1, causal: false), nil),
        (.init(batch: 2, queries: 5, keys: 7, heads: 3, headSize: 9, scale: 0.4, causal: false), [7, 3]),
        (.init(batch: 2, queries: 64, keys: 6, heads: 4, headSize: 32, scale: 0.2, causal: false), [4, 0]),
        (.init(batch: 1, queries: 77, keys: 77, heads: 2, headSize: 20, scale: 0.2, causal: true), nil),
        (.init(batch: 2, queries: 40, keys: 40, heads: 2, headSize: 16, scale: 1.5, causal: true), [40, 13]),
        (.init(batch: 1, queries: 20, keys: 4_000, heads: 1, headSize: 4, scale: 0.3, causal: false), nil),
    ]

    @Test(arguments: cases)
    func matchesReference(s: Compute.AttentionShape, lengths: [Int32]?) {
        let query = numbers(s.batch * s.queries * s.heads * s.headSize, seed: 1)
        let key = numbers(s.batch * s.keys * s.heads * s.headSize, seed: 2)
        let value = numbers(key.count, seed: 3)
        let gradient = numbers(query.count, seed: 4)
        let expected = Reference(s, query, key, value, lengths, gradient)

        func forward(_ compute: Compute) -> (output: [Float], logSumExp: [Float]) {
            var logSumExp = [Float](repeating: .nan, count: s.batch * s.heads * s.queries)
            let output = written(query.count) {
                compute.attention(
                    s, query: query, key: key, value: value, keyLengths: lengths, output: $0,
                    logSumExp: &logSumExp)
            }
            return (output, logSumExp)
        }
        check("attention \(s)", expected: expected.output) { forward($0).output }
        check(
            "gradients of attention \(s)",
            expected: expected.queryGradient + expected.keyGradient + expected.valueGradient, tolerance: 4e-6
        ) { compute in
            let (output, logSumExp) = forward(compute)
            var dk = [Float](repeating: .nan, count: key.count)
            var dv = dk
            let dq = written(query.count) {
                compute.attentionGradient(
                    s, query: query, key: key, value: value, keyLengths: lengths, output: output,
                    logSumExp: logSumExp, outputGradient: gradient, queryGradient: $0, keyGradient: &dk,
                    valueGradient: &dv)
            }
            return dq + dk + dv
        }
    }
}
