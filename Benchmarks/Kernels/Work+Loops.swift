import Kernels

extension Work {
    /// Element-wise work on a block that stays in the caches.
    static var loops: [Work] {
        let count = 64 * 16 * 16 * 16
        let (x, y, z) = (numbers(count), numbers(count), numbers(count))
        func work(_ name: String, _ run: @escaping (Compute) -> Void) -> Work {
            Work(name: name, amount: 1e-9 * Double(count), unit: .numbers, run: run)
        }
        let unary = [Compute.UnaryOperation.silu, .gelu, .geluTanh, .tanh, .exp, .log, .sine, .relu].flatMap {
            operation in
            [
                work("\(operation)") { $0.unary(operation, count: count, input: x, output: y) },
                work("\(operation) gradient") {
                    $0.unaryGradient(operation, count: count, input: x, outputGradient: y, inputGradient: z)
                },
            ]
        }
        let s = Compute.GroupNormShape(batch: 16, spatial: 256, channels: 64, groups: 8, epsilon: 1e-5)
        let (gamma, beta) = (numbers(64), numbers(64))
        let (mean, deviation) = (numbers(16 * 8), numbers(16 * 8))
        for i in 0..<16 * 8 { deviation[i] = 1 }
        let columns = 128
        let rows = count / columns
        let (rowMean, rowDeviation) = (numbers(rows), numbers(rows))
        let (wideGamma, wideBeta) = (numbers(columns), numbers(columns))
        return unary + [
            work("add") { $0.binary(.add, count: count, a: x, b: y, output: z) },
            work("sum") { _ = $0.sum(count: count, x) },
            work("group norm and silu") {
                $0.groupNorm(
                    s, input: x, gamma: gamma, beta: beta, scale: nil, shift: nil, silu: true, output: y,
                    mean: mean,
                    reciprocalDeviation: deviation)
            },
            work("group norm and silu gradient") {
                $0.groupNormGradient(
                    s, input: x, gamma: gamma, beta: beta, scale: nil, shift: nil, silu: true, mean: mean,
                    reciprocalDeviation: deviation, outputGradient: y, inputGradient: z, gammaGradient: nil,
                    betaGradient: nil, scaleGradient: nil, shiftGradient: nil)
            },
            work("layer norm") {
                $0.layerNorm(
                    rows: rows, columns: columns, epsilon: 1e-5, input: x, gamma: wideGamma, beta: wideBeta,
                    output: y,
                    mean: rowMean, reciprocalDeviation: rowDeviation)
            },
            work("softmax") { $0.softmax(rows: rows, columns: columns, input: x, output: y) },
        ]
    }
}
