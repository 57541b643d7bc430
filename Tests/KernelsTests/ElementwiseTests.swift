import Foundation
import Kernels
import Testing

/// Value and slope of each function, in double precision.
private func reference(_ operation: Compute.UnaryOperation, _ x: Double) -> (value: Double, slope: Double) {
    let sigmoid = { (x: Double) in 1 / (1 + exp(-x)) }
    switch operation {
    case .silu: return (x * sigmoid(x), sigmoid(x) * (1 + x * (1 - sigmoid(x))))
    case .gelu:
        let phi = 0.5 * erfc(-x * 0.5.squareRoot())
        return (x * phi, phi + x * exp(-0.5 * x * x) / (2 * Double.pi).squareRoot())
    case .geluTanh:
        let root = (2 / Double.pi).squareRoot()
        let t = tanh(root * (x + 0.044715 * x * x * x))
        return (0.5 * x * (1 + t), 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * root * (1 + 3 * 0.044715 * x * x))
    case .quickGelu:
        let s = sigmoid(1.702 * x)
        return (x * s, s * (1 + 1.702 * x * (1 - s)))
    case .relu: return (max(x, 0), x > 0 ? 1 : 0)
    case .tanh: return (tanh(x), 1 - tanh(x) * tanh(x))
    case .sigmoid: return (sigmoid(x), sigmoid(x) * (1 - sigmoid(x)))
    case .exp: return (exp(x), exp(x))
    case .log: return (log(x), 1 / x)
    case .sqrt: return (x.squareRoot(), 0.5 / x.squareRoot())
    case .square: return (x * x, 2 * x)
    case .reciprocal: return (1 / x, -1 / (x * x))
    case .negate: return (-x, -1)
    case .absolute: return (abs(x), x > 0 ? 1 : x < 0 ? -1 : 0)
    case .sine: return (sin(x), cos(x))
    case .cosine: return (cos(x), -sin(x))
    case .softplus: return (max(x, 0) + log1p(exp(-abs(x))), sigmoid(x))
    }
}

private func reference(_ operation: Compute.BinaryOperation, _ a: Double, _ b: Double) -> Double {
    switch operation {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .minimum: min(a, b)
    case .maximum: max(a, b)
    }
}

@Suite struct ElementwiseTests {
    @Test(arguments: Compute.UnaryOperation.allCases, [1, 7, 67, 1_003])
    func unaryMatchesReference(operation: Compute.UnaryOperation, count: Int) {
        let positive = [.log, .sqrt, .reciprocal].contains(operation)
        let x = numbers(count, seed: 5, scale: 6).map { positive ? abs($0) + 0.01 : $0 }
        let gradient = numbers(count, seed: 6)
        check("\(operation)", expected: x.map { reference(operation, Double($0)).value }, tolerance: 4e-7) {
            compute in
            written(count) { compute.unary(operation, count: count, input: x, output: $0) }
        }
        let slopes = zip(x, gradient).map { reference(operation, Double($0)).slope * Double($1) }
        check("gradient of \(operation)", expected: slopes, tolerance: 2e-6) { compute in
            written(count) {
                compute.unaryGradient(
                    operation, count: count, input: x, outputGradient: gradient, inputGradient: $0)
            }
        }
    }

    /// Enough numbers for several tiles.
    @Test func unaryOnManyNumbers() {
        let x = numbers(70_003, seed: 5, scale: 6)
        check("many", expected: x.map { reference(.silu, Double($0)).value }, tolerance: 4e-7) { compute in
            written(x.count) { compute.unary(.silu, count: x.count, input: x, output: $0) }
        }
        check("many slopes", expected: x.map { reference(.silu, Double($0)).slope }, tolerance: 1e-6) {
            compute in
            let ones = [Float](repeating: 1, count: x.count)
            return written(x.count) {
                compute.unaryGradient(
                    .silu, count: x.count, input: x, outputGradient: ones, inputGradient: $0)
            }
        }
    }

    /// The error in units in the last place over the whole range.
    @Test(arguments: [
        (Compute.UnaryOperation.exp, Float(-103), Float(88.7), 4.0), (.log, 0, 0, 4),
        // The logarithm's range is below.
        (.tanh, -12, 12, 5),
        (.sigmoid, -80, 30, 8), (.sqrt, 0, 1e30, 0.51), (.softplus, -30, 80, 8),
    ])
    func preciseOverRange(operation: Compute.UnaryOperation, low: Float, high: Float, bound: Double) {
        var x: [Float] = (0...4_000).map { low + (high - low) * Float($0) / 4_000 }
        if operation == .log { x = (0...4_000).map { pow(10, -40 + 78 * Float($0) / 4_000) } }
        for set in KernelSet.available {
            let y = written(x.count) {
                Compute(kernels: set, threads: 1).unary(operation, count: x.count, input: x, output: $0)
            }
            for (x, y) in zip(x, y) {
                let wanted = reference(operation, Double(x)).value
                let unit = Double(max(abs(Float(wanted)), .leastNormalMagnitude).ulp)
                // Near one the logarithm is as precise as the largest term of its sum.
                let error = abs(Double(y) - wanted) / (operation == .log ? max(unit, 3e-8) : unit)
                if error > bound {
                    Issue.record("\(set.name): \(operation)(\(x)) is \(y), not \(wanted): \(error) units")
                    return
                }
            }
        }
    }

    /// The stated errors of the functions that are made from the tail of the normal distribution or the logistic function: the
    /// absolute error, per unit of `x` where the function grows.
    @Test(arguments: [
        (Compute.UnaryOperation.gelu, Float(-12), Float(12), 1e-7), (.gelu, -1, 1, 8e-8),
        (.silu, -90, 90, 3e-7), (.quickGelu, -50, 50, 3e-7), (.geluTanh, -12, 12, 4e-7),
        (.sigmoid, -100, 100, 2e-7),
    ])
    func absoluteErrorOverRange(operation: Compute.UnaryOperation, low: Float, high: Float, bound: Double) {
        let x: [Float] = (0...5_003).map { low + (high - low) * Float($0) / 5_003 }
        let expected = x.map { reference(operation, Double($0)).value }
        for set in KernelSet.available {
            let y = written(x.count) {
                Compute(kernels: set, threads: 1).unary(operation, count: x.count, input: x, output: $0)
            }
            for (x, (y, wanted)) in zip(x, zip(y, expected)) {
                let error = abs(Double(y) - wanted) / max(abs(Double(x)), 1)
                if !(error <= bound) {
                    Issue.record("\(set.name): \(operation)(\(x)) is \(y), not \(wanted): off by \(error)")
                    return
                }
            }
        }
    }

    /// A result that does not fit the caches is stored past them: the same numbers, at every alignment.
    @Test(arguments: [0, 1])
    func streamedResultsAreTheSame(offset: Int) {
        let count = (8 << 20) + 5
        let x = [Float](unsafeUninitializedCapacity: count) { buffer, filled in
            for i in 0..<count { buffer[i] = Float(i & 1_023) - 512 }
            filled = count
        }
        for set in KernelSet.available where set.name != "scalar" {
            let y = written(count + offset) {
                Compute(kernels: set, threads: 2).unary(.relu, count: count, input: x, output: $0 + offset)
            }
            let right = (0..<count).allSatisfy { y[$0 + offset] == max(x[$0], 0) }
            #expect(right, "\(set.name)")
            let z = written(count + offset) {
                Compute(kernels: set, threads: 2).binary(
                    .add, count: count, a: x, b: x, output: $0 + offset)
            }
            #expect((0..<count).allSatisfy { z[$0 + offset] == 2 * x[$0] }, "\(set.name)")
        }
    }

    @Test(arguments: [(1, 5), (3, 16), (260, 131)])
    func gatedGeluMatchesReference(rows: Int, columns: Int) {
        let x = numbers(2 * rows * columns, seed: 17, scale: 4)
        let expected = (0..<rows * columns).map { i in
            let start = i / columns * 2 * columns + i % columns
            return Double(x[start]) * reference(.gelu, Double(x[start + columns])).value
        }
        check("gated GELU", expected: expected, tolerance: 2e-7) { compute in
            written(expected.count) {
                compute.gatedGelu(rows: rows, columns: columns, input: x, output: $0)
            }
        }
    }

    /// What is not a number stays so; infinities go where they should.
    @Test func specialNumbers() {
        let x: [Float] = [.nan, .infinity, -.infinity, 0, -0.0, 1e30, -1e30, 200, -200]
        let expected: [(Compute.UnaryOperation, [Float])] = [
            (.exp, [.nan, .infinity, 0, 1, 1, .infinity, 0, .infinity, 0]),
            (.log, [.nan, .infinity, .nan, -.infinity, -.infinity, logf(1e30), .nan, logf(200), .nan]),
            (.tanh, [.nan, 1, -1, 0, 0, 1, -1, 1, -1]),
            (.sigmoid, [.nan, 1, 0, 0.5, 0.5, 1, 0, 1, 0]),
            (.relu, [.nan, .infinity, 0, 0, 0, 1e30, 0, 200, 0]),
            (.softplus, [.nan, .infinity, 0, logf(2), logf(2), 1e30, 0, 200, 0]),
            (
                .sqrt,
                [.nan, .infinity, .nan, 0, 0, Float(1e30).squareRoot(), .nan, Float(200).squareRoot(), .nan]
            ),
            (.gelu, [.nan, .infinity, 0, 0, 0, 1e30, 0, 200, 0]),
            (.absolute, [.nan, .infinity, .infinity, 0, 0, 1e30, 1e30, 200, 200]),
        ]
        for set in KernelSet.available {
            for (operation, wanted) in expected {
                let y = written(x.count) {
                    Compute(kernels: set, threads: 1).unary(operation, count: x.count, input: x, output: $0)
                }
                for (index, (y, wanted)) in zip(y, wanted).enumerated() {
                    let same = wanted.isNaN ? y.isNaN : y == wanted || abs(y - wanted) <= 2 * wanted.ulp
                    #expect(same, "\(set.name): \(operation)(\(x[index])) is \(y), not \(wanted)")
                }
            }
        }
    }

    @Test func largeAngles() {
        let x: [Float] = [0, 1, -1, 3.14159, 100, -1_000, 8_000, 8_191, 9_000, -1e5, 1e6, 12_345.678]
        for operation in [Compute.UnaryOperation.sine, .cosine] {
            check(
                "\(operation)", expected: x.map { reference(operation, Double($0)).value }, tolerance: 1.5e-7
            ) { compute in
                written(x.count) { compute.unary(operation, count: x.count, input: x, output: $0) }
            }
        }
    }

    @Test(arguments: Compute.BinaryOperation.allCases, [1, 19, 33_001])
    func binaryMatchesReference(operation: Compute.BinaryOperation, count: Int) {
        let a = numbers(count, seed: 7)
        let b = numbers(count, seed: 8).map { abs($0) + 0.5 }
        let expected = zip(a, b).map { reference(operation, Double($0), Double($1)) }
        check("\(operation)", expected: expected, tolerance: 2e-7) { compute in
            written(count) { compute.binary(operation, count: count, a: a, b: b, output: $0) }
        }
        for swapped in [false, true] {
            let scalar: Float = 0.75
            let values = swapped ? b : a
            let expected = values.map { x in
                swapped
                    ? reference(operation, Double(scalar), Double(x))
                    : reference(operation, Double(x), Double(scalar))
            }
            check("\(operation) with scalar, \(swapped)", expected: expected, tolerance: 2e-7) { compute in
                written(count) {
                    compute.binaryScalar(
                        operation, count: count, a: values, b: scalar, output: $0, swapped: swapped)
                }
            }
        }
    }

    @Test(arguments: [(1, 5), (3, 16), (260, 131)])
    func binaryRowMatchesReference(rows: Int, columns: Int) {
        let a = numbers(rows * columns, seed: 9).map { abs($0) + 0.5 }
        let b = numbers(columns, seed: 10).map { abs($0) + 0.5 }
        for operation in Compute.BinaryOperation.allCases {
            for swapped in [false, true] {
                let expected = a.indices.map { i in
                    let (x, y) = (Double(a[i]), Double(b[i % columns]))
                    return swapped ? reference(operation, y, x) : reference(operation, x, y)
                }
                check("\(operation) by row, \(swapped)", expected: expected, tolerance: 2e-7) { compute in
                    written(a.count) {
                        compute.binaryRow(
                            operation, rows: rows, columns: columns, a: a, b: b, output: $0, swapped: swapped)
                    }
                }
            }
        }
    }

    @Test(arguments: [0, 1, 17, 40_009])
    func scalesAndAdds(count: Int) {
        let (x, y) = (numbers(count, seed: 11), numbers(count, seed: 12))
        check("axpy", expected: zip(x, y).map { Double($1) + 0.3 * Double($0) }, tolerance: 2e-7) { compute in
            var output = y
            compute.axpy(count: count, alpha: 0.3, x: x, y: &output)
            return output
        }
        check("scale", expected: x.map { -2.5 * Double($0) }, tolerance: 2e-7) { compute in
            written(count) { compute.scale(count: count, alpha: -2.5, x: x, output: $0) }
        }
    }

    @Test(arguments: [1, 37, 40_001])
    func adamWMatchesReference(count: Int) {
        let (p, g, m) = (numbers(count, seed: 13), numbers(count, seed: 14), numbers(count, seed: 15))
        let v = numbers(count, seed: 16).map(abs)
        var expected = [Double](repeating: 0, count: 3 * count)
        for i in 0..<count {
            let first = 0.9 * Double(m[i]) + 0.1 * Double(g[i])
            let second = 0.99 * Double(v[i]) + 0.01 * Double(g[i]) * Double(g[i])
            let direction = first / 0.4 / ((second / 0.2).squareRoot() + 1e-8)
            expected[i] = Double(p[i]) - 0.01 * (0.1 * Double(p[i]) + direction)
            expected[count + i] = first
            expected[2 * count + i] = second
        }
        check("AdamW", expected: expected, tolerance: 5e-7) { compute in
            var (p, m, v) = (p, m, v)
            compute.adamW(
                count: count, parameter: &p, gradient: g, firstMoment: &m, secondMoment: &v,
                learningRate: 0.01,
                beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0.1, biasCorrection1: 0.4,
                biasCorrection2: 0.2)
            return p + m + v
        }
    }
}
