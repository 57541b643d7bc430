import Foundation
import Kernels
import Testing

@Suite struct NormalizationTests {
    /// Sizes with tails, several blocks per sample, and the optional inputs there or not.
    static let groupNorms: [(Compute.GroupNormShape, Bool, Bool)] = [
        (.init(batch: 2, spatial: 9, channels: 6, groups: 3, epsilon: 1e-5), false, false),
        (.init(batch: 3, spatial: 16, channels: 64, groups: 8, epsilon: 1e-5), true, true),
        (.init(batch: 1, spatial: 1_200, channels: 70, groups: 7, epsilon: 1e-3), true, true),
        (.init(batch: 2, spatial: 3_000, channels: 12, groups: 1, epsilon: 1e-5), false, true),
        (.init(batch: 5, spatial: 1, channels: 32, groups: 4, epsilon: 1e-5), true, false),
    ]

    @Test(arguments: groupNorms)
    func groupNormMatchesReference(s: Compute.GroupNormShape, modulated: Bool, silu: Bool) {
        let (C, size) = (s.channels, s.batch * s.spatial * s.channels)
        let (x, dy) = (numbers(size, seed: 1).map { 2 * $0 + 3 }, numbers(size, seed: 2))
        let (gamma, beta) = (numbers(C, seed: 3).map { $0 + 1.5 }, numbers(C, seed: 4))
        let scale: [Float]? = modulated ? numbers(s.batch * C, seed: 5) : nil
        let shift: [Float]? = modulated ? numbers(s.batch * C, seed: 6) : nil

        var (y, dx) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
        var (dGamma, dBeta) = ([Double](repeating: 0, count: C), [Double](repeating: 0, count: C))
        var (dScale, dShift) = (
            [Double](repeating: 0, count: s.batch * C), [Double](repeating: 0, count: s.batch * C)
        )
        let perGroup = C / s.groups
        for b in 0..<s.batch {
            for g in 0..<s.groups {
                let places = (0..<s.spatial).flatMap { p in
                    (g * perGroup..<(g + 1) * perGroup).map { (b * s.spatial + p) * C + $0 }
                }
                let n = Double(places.count)
                let mean = places.reduce(0) { $0 + Double(x[$1]) } / n
                let variance = places.reduce(0) { $0 + (Double(x[$1]) - mean) * (Double(x[$1]) - mean) } / n
                let rd = 1 / (variance + Double(s.epsilon)).squareRoot()
                var (plain, normalised) = (0.0, 0.0)
                var inner: [Double] = []
                for i in places {
                    let c = i % C
                    let h = (Double(x[i]) - mean) * rd
                    let affine = h * Double(gamma[c]) + Double(beta[c])
                    let outer = 1 + Double(scale?[b * C + c] ?? 0)
                    let z = affine * outer + Double(shift?[b * C + c] ?? 0)
                    let sigmoid = 1 / (1 + exp(-z))
                    y[i] = silu ? z * sigmoid : z
                    let d = Double(dy[i]) * (silu ? sigmoid * (1 + z * (1 - sigmoid)) : 1)
                    dShift[b * C + c] += d
                    dScale[b * C + c] += d * affine
                    dGamma[c] += d * outer * h
                    dBeta[c] += d * outer
                    let f = d * outer * Double(gamma[c])
                    inner.append(f)
                    plain += f / n
                    normalised += f * h / n
                }
                for (i, f) in zip(places, inner) {
                    dx[i] = rd * (f - plain - (Double(x[i]) - mean) * rd * normalised)
                }
            }
        }

        func forward(_ compute: Compute) -> (y: [Float], mean: [Float], rd: [Float]) {
            var mean = [Float](repeating: .nan, count: s.batch * s.groups)
            var rd = mean
            let y = written(size) {
                compute.groupNorm(
                    s, input: x, gamma: gamma, beta: beta, scale: scale, shift: shift, silu: silu, output: $0,
                    mean: &mean, reciprocalDeviation: &rd)
            }
            return (y, mean, rd)
        }
        check("group norm \(s)", expected: y, tolerance: 4e-6) { forward($0).y }
        check(
            "gradients of group norm \(s)", expected: dx + dGamma + dBeta + dScale + dShift, tolerance: 1e-5
        ) {
            compute in
            let (_, mean, rd) = forward(compute)
            var (a, b) = ([Float](repeating: .nan, count: C), [Float](repeating: .nan, count: C))
            var (c, d) = (
                [Float](repeating: .nan, count: s.batch * C), [Float](repeating: .nan, count: s.batch * C)
            )
            let dx = written(size) {
                compute.groupNormGradient(
                    s, input: x, gamma: gamma, beta: beta, scale: scale, shift: shift, silu: silu, mean: mean,
                    reciprocalDeviation: rd, outputGradient: dy, inputGradient: $0, gammaGradient: &a,
                    betaGradient: &b, scaleGradient: &c, shiftGradient: &d)
            }
            return dx + a + b + c + d
        }
        let compute = Compute(threads: 1)
        let (_, mean, rd) = forward(compute)
        let alone = written(size) {
            compute.groupNormGradient(
                s, input: x, gamma: gamma, beta: beta, scale: scale, shift: shift, silu: silu, mean: mean,
                reciprocalDeviation: rd, outputGradient: dy, inputGradient: $0, gammaGradient: nil,
                betaGradient: nil, scaleGradient: nil, shiftGradient: nil)
        }
        #expect(zip(alone, dx).allSatisfy { abs(Double($0) - $1) < 1e-4 })
    }

    /// Statistics over many blocks, with a mean a thousand times the deviation; and the coefficients are those of the whole.
    @Test func groupNormCoefficientsOfAFarMean() {
        let s = Compute.GroupNormShape(batch: 2, spatial: 3_001, channels: 40, groups: 4, epsilon: 1e-5)
        let size = s.batch * s.spatial * s.channels
        let x = numbers(size, seed: 7).map { $0 + 1_000 }
        let (gamma, beta) = (numbers(s.channels, seed: 8), numbers(s.channels, seed: 9))
        var expected: [Double] = []
        for b in 0..<s.batch {
            var (factors, terms): ([Double], [Double]) = ([], [])
            for g in 0..<s.groups {
                let values = (0..<s.spatial).flatMap { p in
                    (g * 10..<(g + 1) * 10).map { Double(x[(b * s.spatial + p) * s.channels + $0]) }
                }
                let mean = values.reduce(0, +) / Double(values.count)
                let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
                for c in g * 10..<(g + 1) * 10 {
                    let factor = Double(gamma[c]) / (variance + 1e-5).squareRoot()
                    factors.append(factor)
                    terms.append(Double(beta[c]) - mean * factor)
                }
            }
            expected += factors + terms
        }
        check("coefficients of group norm", expected: expected, tolerance: 1e-5) { compute in
            var mean = [Float](repeating: .nan, count: s.batch * s.groups)
            var deviation = mean
            return written(s.batch * 2 * s.channels) {
                compute.groupNormCoefficients(
                    s, input: x, gamma: gamma, beta: beta, scale: nil, shift: nil, coefficients: $0,
                    mean: &mean, reciprocalDeviation: &deviation)
            }
        }
    }

    @Test(arguments: [(1, 5), (7, 64), (300, 131), (2, 3_000)])
    func layerNormMatchesReference(rows: Int, columns: Int) {
        let size = rows * columns
        let (x, dy) = (numbers(size, seed: 1).map { 2 * $0 - 4 }, numbers(size, seed: 2))
        let (gamma, beta) = (numbers(columns, seed: 3).map { $0 + 1.5 }, numbers(columns, seed: 4))
        var (y, dx) = ([Double](repeating: 0, count: size), [Double](repeating: 0, count: size))
        var (dGamma, dBeta) = ([Double](repeating: 0, count: columns), [Double](repeating: 0, count: columns))
        for r in 0..<rows {
            let places = r * columns..<(r + 1) * columns
            let n = Double(columns)
            let mean = places.reduce(0) { $0 + Double(x[$1]) } / n
            let variance = places.reduce(0) { $0 + (Double(x[$1]) - mean) * (Double(x[$1]) - mean) } / n
            let rd = 1 / (variance + 1e-5).squareRoot()
            var (plain, normalised) = (0.0, 0.0)
            for i in places {
                let (h, c) = ((Double(x[i]) - mean) * rd, i % columns)
                y[i] = h * Double(gamma[c]) + Double(beta[c])
                dGamma[c] += Double(dy[i]) * h
                dBeta[c] += Double(dy[i])
                plain += Double(dy[i]) * Double(gamma[c]) / n
                normalised += Double(dy[i]) * Double(gamma[c]) * h / n
            }
            for i in places {
                let h = (Double(x[i]) - mean) * rd
                dx[i] = rd * (Double(dy[i]) * Double(gamma[i % columns]) - plain - h * normalised)
            }
        }
        func forward(_ compute: Compute) -> (y: [Float], mean: [Float], rd: [Float]) {
            var mean = [Float](repeating: .nan, count: rows)
            var rd = mean
            let y = written(size) {
                compute.layerNorm(
                    rows: rows, columns: columns, epsilon: 1e-5, input: x, gamma: gamma, beta: beta,
                    output: $0,
                    mean: &mean, reciprocalDeviation: &rd)
            }
            return (y, mean, rd)
        }
        check("layer norm", expected: y, tolerance: 5e-6) { forward($0).y }
        check("gradients of layer norm", expected: dx + dGamma + dBeta, tolerance: 1e-5) { compute in
            let (_, mean, rd) = forward(compute)
            var (a, b) = ([Float](repeating: .nan, count: columns), [Float](repeating: .nan, count: columns))
            let dx = written(size) {
                compute.layerNormGradient(
                    rows: rows, columns: columns, input: x, gamma: gamma, mean: mean, reciprocalDeviation: rd,
                    outputGradient: dy, inputGradient: $0, gammaGradient: &a, betaGradient: &b)
            }
            return dx + a + b
        }
    }

    @Test(arguments: [(1, 1), (3, 7), (50, 129), (2, 10_000)])
    func softmaxMatchesReference(rows: Int, columns: Int) {
        let size = rows * columns
        let (x, dy) = (numbers(size, seed: 1, scale: 9), numbers(size, seed: 2))
        var labels = (0..<rows).map { Int32($0 * 7_919 % columns) }
        labels[rows / 2] = -1
        let lossGradient = numbers(rows, seed: 3)
        var (y, dx, dLogits) = (
            [Double](repeating: 0, count: size), [Double](repeating: 0, count: size),
            [Double](repeating: 0, count: size)
        )
        var (loss, logSums) = ([Double](repeating: 0, count: rows), [Double](repeating: 0, count: rows))
        for r in 0..<rows {
            let places = r * columns..<(r + 1) * columns
            let top = places.map { Double(x[$0]) }.max() ?? 0
            let sum = places.reduce(0) { $0 + exp(Double(x[$1]) - top) }
            for i in places { y[i] = exp(Double(x[i]) - top) / sum }
            let common = places.reduce(0) { $0 + y[$1] * Double(dy[$1]) }
            for i in places { dx[i] = y[i] * (Double(dy[i]) - common) }
            logSums[r] = top + log(sum)
            guard labels[r] >= 0 else { continue }
            loss[r] = logSums[r] - Double(x[r * columns + Int(labels[r])])
            for i in places {
                let hit: Double = i - r * columns == Int(labels[r]) ? 1 : 0
                dLogits[i] = Double(lossGradient[r]) * (y[i] - hit)
            }
        }
        check("softmax", expected: y) { compute in
            written(size) { compute.softmax(rows: rows, columns: columns, input: x, output: $0) }
        }
        check("gradient of softmax", expected: dx) { compute in
            let y = written(size) { compute.softmax(rows: rows, columns: columns, input: x, output: $0) }
            return written(size) {
                compute.softmaxGradient(
                    rows: rows, columns: columns, output: y, outputGradient: dy, inputGradient: $0)
            }
        }
        check("cross entropy", expected: loss + logSums + dLogits, tolerance: 4e-6) { compute in
            var logSumExp = [Float](repeating: .nan, count: rows)
            let loss = written(rows) {
                compute.crossEntropy(
                    rows: rows, columns: columns, logits: x, labels: labels, loss: $0, logSumExp: &logSumExp)
            }
            let gradient = written(size) {
                compute.crossEntropyGradient(
                    rows: rows, columns: columns, logits: x, labels: labels, logSumExp: logSumExp,
                    lossGradient: lossGradient, logitsGradient: $0)
            }
            return loss + logSumExp + gradient
        }
    }
}
