import Kernels
import Testing

@Suite struct LinearTests {
    static let types: [Compute.ElementType] = [.float32, .bfloat16, .float16]

    @Test(
        arguments: [
            // Rows, inputs, outputs.
            (1, 1, 1), (3, 7, 5), (13, 30, 70), (77, 330, 300), (530, 65, 33), (40, 700, 266),
        ], types)
    func matchesReference(sizes: (Int, Int, Int), type: Compute.ElementType) {
        let (rows, inputs, outputs) = sizes
        let weight = StoredNumbers(outputs * inputs, type, seed: 1)
        let (x, gradient) = (numbers(rows * inputs, seed: 2), numbers(rows * outputs, seed: 3))
        let (bias, before) = (numbers(outputs, seed: 4), numbers(rows * max(inputs, outputs), seed: 5))
        var output = [Double](repeating: 0, count: rows * outputs)
        var inputGradient = [Double](repeating: 0, count: rows * inputs)
        for row in 0..<rows {
            for o in 0..<outputs {
                for i in 0..<inputs {
                    let w = Double(weight.values[o * inputs + i])
                    output[row * outputs + o] += Double(x[row * inputs + i]) * w
                    inputGradient[row * inputs + i] += Double(gradient[row * outputs + o]) * w
                }
            }
        }
        let name = "\(rows)x\(inputs)->\(outputs) \(type)"
        for accumulate in [false, true] {
            let start = accumulate ? before : [Float](repeating: .nan, count: before.count)
            let expected = output.enumerated().map { index, value in
                value + Double(bias[index % outputs]) + (accumulate ? Double(before[index]) : 0)
            }
            check("linear \(name)", expected: expected, bfloat16: type == .bfloat16) { compute in
                var result = Array(start.prefix(output.count))
                weight.asWeight {
                    compute.linear(
                        rows: rows, inputs: inputs, outputs: outputs, input: x, weight: $0, bias: bias,
                        output: &result, accumulate: accumulate)
                }
                return result
            }
            let expectedGradient = inputGradient.enumerated().map { index, value in
                value + (accumulate ? Double(before[index]) : 0)
            }
            check("linear gradient \(name)", expected: expectedGradient, bfloat16: type == .bfloat16) {
                compute in
                var result = Array(start.prefix(inputGradient.count))
                weight.asWeight {
                    compute.linearInputGradient(
                        rows: rows, inputs: inputs, outputs: outputs, outputGradient: gradient, weight: $0,
                        inputGradient: &result, accumulate: accumulate)
                }
                return result
            }
        }
    }

    /// All bit patterns of half precision, infinities and what is not a number included, times one.
    @Test(arguments: KernelSet.available.map(\.name))
    func widensEveryHalf(name: String) throws {
        let compute = Compute(kernels: try #require(KernelSet.named(name)), threads: 1)
        let bits = (0...UInt16.max).map { $0 }
        let widened = bits.withUnsafeBytes { buffer in
            written(bits.count) {
                compute.linear(
                    rows: 1, inputs: 1, outputs: bits.count, input: [1],
                    weight: .init(start: buffer.baseAddress!, elementType: .float16), bias: nil, output: $0)
            }
        }
        for (bits, value) in zip(bits, widened) {
            guard bits & 0x7c00 == 0x7c00 else {
                #expect(value == StoredNumbers.halfPrecision(bits))
                continue
            }
            if bits & 0x3ff == 0 {
                #expect(value == (bits & 0x8000 == 0 ? .infinity : -.infinity))
            } else {
                #expect(value.isNaN)
            }
        }
    }

    /// The error that is stated, with respect to the sum of magnitudes.
    @Test(arguments: [1, 17, 320, 321, 1_000, 5_000], types)
    func staysWithinTheStatedError(depth: Int, type: Compute.ElementType) throws {
        let (rows, outputs) = (14, 37)
        let weight = StoredNumbers(outputs * depth, type, seed: 8)
        let x = numbers(rows * depth, seed: 9)
        for set in KernelSet.available {
            let output = weight.asWeight { weight in
                written(rows * outputs) {
                    Compute(kernels: set, threads: 1).linear(
                        rows: rows, inputs: depth, outputs: outputs, input: x, weight: weight, bias: nil,
                        output: $0)
                }
            }
            let bound = Compute(kernels: set).productError(depth: depth, type)
            for row in 0..<rows {
                for o in 0..<outputs {
                    var (sum, magnitude) = (0.0, 0.0)
                    for k in 0..<depth {
                        let product = Double(x[row * depth + k]) * Double(weight.values[o * depth + k])
                        sum += product
                        magnitude += abs(product)
                    }
                    #expect(abs(Double(output[row * outputs + o]) - sum) <= bound * magnitude, "\(set.name)")
                }
            }
        }
    }
}
