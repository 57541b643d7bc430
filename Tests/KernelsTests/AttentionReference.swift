import Foundation
import Kernels

/// Random queries, keys, values and a gradient, and what the kernels make of them.
struct AttentionInputs {
    let shape: Compute.AttentionShape
    let lengths: [Int32]?
    var query: [Float]
    var key: [Float]
    var value: [Float]
    var gradient: [Float]

    init(_ s: Compute.AttentionShape, _ lengths: [Int32]?) {
        shape = s
        self.lengths = lengths
        query = numbers(s.batch * s.queries * s.heads * s.headSize, seed: 1)
        key = numbers(s.batch * s.keys * s.heads * s.headSize, seed: 2)
        value = numbers(key.count, seed: 3)
        gradient = numbers(query.count, seed: 4)
    }

    func forward(_ compute: Compute) -> (output: [Float], logSumExp: [Float]) {
        var logSumExp = [Float](repeating: .nan, count: shape.batch * shape.heads * shape.queries)
        let output = written(query.count) {
            compute.attention(
                shape, query: query, key: key, value: value, keyLengths: lengths, output: $0,
                logSumExp: &logSumExp)
        }
        return (output, logSumExp)
    }

    /// Those of queries, keys and values, one after the other.
    func gradients(_ compute: Compute) -> [Float] {
        let (output, logSumExp) = forward(compute)
        var dk = [Float](repeating: .nan, count: key.count)
        var dv = dk
        let dq = written(query.count) {
            compute.attentionGradient(
                shape, query: query, key: key, value: value, keyLengths: lengths, output: output,
                logSumExp: logSumExp, outputGradient: gradient, queryGradient: $0, keyGradient: &dk,
                valueGradient: &dv)
        }
        return dq + dk + dv
    }
}

/// Results of an attention in double precision.
struct AttentionReference {
    private(set) var output: [Double]
    private(set) var logSumExp: [Double]
    private var queryGradient: [Double]
    private var keyGradient: [Double]
    private var valueGradient: [Double]

    var gradients: [Double] { queryGradient + keyGradient + valueGradient }

    init(_ inputs: AttentionInputs) {
        let s = inputs.shape
        output = [Double](repeating: 0, count: inputs.query.count)
        logSumExp = [Double](repeating: -.infinity, count: s.batch * s.heads * s.queries)
        queryGradient = output
        keyGradient = [Double](repeating: 0, count: inputs.key.count)
        valueGradient = keyGradient
        let (query, key) = (inputs.query.map { Double($0) }, inputs.key.map { Double($0) })
        let (value, gradient) = (inputs.value.map { Double($0) }, inputs.gradient.map { Double($0) })
        let (D, scale) = (s.headSize, Double(s.scale))
        func dot(_ x: [Double], _ i: Int, _ y: [Double], _ j: Int) -> Double {
            var sum = 0.0
            for d in 0..<D { sum += x[i + d] * y[j + d] }
            return sum
        }
        for b in 0..<s.batch {
            for h in 0..<s.heads {
                for i in 0..<s.queries {
                    let q = ((b * s.queries + i) * s.heads + h) * D
                    let seen = min(
                        s.causal ? i + 1 : s.keys, inputs.lengths.map { Int($0[b]) } ?? s.keys, s.keys)
                    let places = (0..<seen).map { ((b * s.keys + $0) * s.heads + h) * D }
                    let scores = places.map { scale * dot(query, q, key, $0) }
                    let top = scores.max() ?? 0
                    let sum = scores.reduce(0) { $0 + exp($1 - top) }
                    logSumExp[(b * s.heads + h) * s.queries + i] = top + log(sum)
                    let p = scores.map { exp($0 - top) / sum }
                    let dp = places.map { dot(gradient, q, value, $0) }
                    let common = zip(p, dp).reduce(0) { $0 + $1.0 * $1.1 }
                    for (j, place) in places.enumerated() {
                        let ds = p[j] * (dp[j] - common) * scale
                        for d in 0..<D {
                            output[q + d] += p[j] * value[place + d]
                            queryGradient[q + d] += ds * key[place + d]
                            keyGradient[place + d] += ds * query[q + d]
                            valueGradient[place + d] += p[j] * gradient[q + d]
                        }
                    }
                }
            }
        }
    }
}
