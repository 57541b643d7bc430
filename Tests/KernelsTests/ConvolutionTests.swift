import Foundation
import Kernels
import Testing

/// Calls `body` with the places in input, weight and output of each product of a convolution.
private func products(_ s: Compute.ConvolutionShape, _ body: (_ x: Int, _ w: Int, _ y: Int) -> Void) {
    for b in 0..<s.batch {
        for oy in 0..<s.outputHeight {
            for ox in 0..<s.outputWidth {
                for ky in 0..<s.kernelHeight {
                    for kx in 0..<s.kernelWidth {
                        let (y, x) = (oy * s.stride + ky - s.padding, ox * s.stride + kx - s.padding)
                        guard y >= 0, y < s.height, x >= 0, x < s.width else { continue }
                        for o in 0..<s.outputChannels {
                            for c in 0..<s.inputChannels {
                                body(
                                    ((b * s.height + y) * s.width + x) * s.inputChannels + c,
                                    ((o * s.kernelHeight + ky) * s.kernelWidth + kx) * s.inputChannels + c,
                                    ((b * s.outputHeight + oy) * s.outputWidth + ox) * s.outputChannels + o)
                            }
                        }
                    }
                }
            }
        }
    }
}

@Suite struct ConvolutionTests {
    static let shapes: [Compute.ConvolutionShape] = [
        // Batch, height, width, input and output channels, kernel height and width, stride, padding.
        (1, 1, 1, 1, 1, 1, 1, 1, 0), (2, 5, 7, 3, 4, 3, 3, 1, 1), (3, 8, 8, 5, 17, 4, 4, 2, 1),
        (1, 9, 6, 16, 12, 3, 3, 1, 1), (2, 7, 7, 4, 8, 2, 2, 2, 0), (1, 6, 6, 3, 5, 1, 1, 2, 0),
        (2, 6, 5, 8, 70, 1, 1, 1, 0), (1, 10, 10, 2, 3, 5, 3, 3, 2), (1, 4, 4, 6, 6, 3, 3, 1, 3),
        (9, 4, 4, 32, 64, 3, 3, 1, 1), (2, 12, 12, 48, 33, 3, 3, 1, 1), (1, 5, 5, 400, 7, 3, 3, 1, 1),
        (1, 3, 3, 700, 65, 1, 1, 1, 0), (4, 16, 16, 64, 20, 3, 3, 1, 1), (1, 7, 9, 3, 2, 2, 3, 4, 1),
        (1, 70, 30, 32, 8, 3, 3, 1, 1), (1, 11, 13, 24, 270, 3, 3, 1, 1), (1, 40, 37, 8, 5, 3, 3, 2, 1),
        // Few outputs, computed tap by tap: in one strip and in several, over wide edges, one short of that.
        (2, 9, 7, 64, 4, 3, 3, 1, 1), (1, 20, 1100, 64, 1, 3, 3, 1, 1), (2, 6, 6, 70, 2, 5, 5, 1, 4),
        (1, 8, 8, 64, 8, 3, 3, 1, 1),
    ].map { (s: (Int, Int, Int, Int, Int, Int, Int, Int, Int)) in
        Compute.ConvolutionShape(
            batch: s.0, height: s.1, width: s.2, inputChannels: s.3, outputChannels: s.4, kernelHeight: s.5,
            kernelWidth: s.6, stride: s.7, padding: s.8)
    }

    @Test(arguments: shapes)
    func matchesReference(s: Compute.ConvolutionShape) {
        let x = numbers(s.batch * s.height * s.width * s.inputChannels, seed: 1)
        let w = numbers(s.outputChannels * s.kernelHeight * s.kernelWidth * s.inputChannels, seed: 2)
        let y = numbers(s.batch * s.outputHeight * s.outputWidth * s.outputChannels, seed: 3)
        let bias = numbers(s.outputChannels, seed: 4)
        var output = (0..<y.count).map { Double(bias[$0 % s.outputChannels]) }
        var inputGradient = [Double](repeating: 0, count: x.count)
        var weightGradient = [Double](repeating: 0, count: w.count)
        products(s) { i, j, k in
            output[k] += Double(x[i]) * Double(w[j])
            inputGradient[i] += Double(y[k]) * Double(w[j])
            weightGradient[j] += Double(x[i]) * Double(y[k])
        }
        check("output \(s)", expected: output) { compute in
            written(y.count) { compute.convolution(s, input: x, weight: w, bias: bias, output: $0) }
        }
        check("input gradient \(s)", expected: inputGradient) { compute in
            written(x.count) {
                compute.convolutionInputGradient(s, outputGradient: y, weight: w, inputGradient: $0)
            }
        }
        check("weight gradient \(s)", expected: weightGradient) { compute in
            written(w.count) {
                compute.convolutionWeightGradient(s, input: x, outputGradient: y, weightGradient: $0)
            }
        }
    }

    /// Weights in the formats and orders of files, added to what is there.
    @Test(
        arguments: [
            shapes[1], shapes[2], shapes[4], shapes[7], shapes[10], shapes[11], shapes[12], shapes[14],
            shapes[18],
            shapes[20],
        ],
        [Compute.ElementType.bfloat16, .float16])
    func readsStoredWeights(s: Compute.ConvolutionShape, type: Compute.ElementType) {
        let taps = s.kernelHeight * s.kernelWidth
        let stored = StoredNumbers(s.outputChannels * taps * s.inputChannels, type, seed: 2)
        let x = numbers(s.batch * s.height * s.width * s.inputChannels, seed: 1)
        let y = numbers(s.batch * s.outputHeight * s.outputWidth * s.outputChannels, seed: 3)
        let bias = numbers(s.outputChannels, seed: 4)
        for order in [Compute.Weight.Order.channelsLast, .channelsFirst] {
            var output = y.indices.map { Double(bias[$0 % s.outputChannels]) + Double(y[$0]) }
            var inputGradient = [Double](repeating: 0, count: x.count)
            products(s) { i, j, k in
                var place = j
                if order == .channelsFirst {
                    let (o, tap, c) = (
                        j / (taps * s.inputChannels), j / s.inputChannels % taps, j % s.inputChannels
                    )
                    place = (o * s.inputChannels + c) * taps + tap
                }
                output[k] += Double(x[i]) * Double(stored.values[place])
                inputGradient[i] += Double(y[k]) * Double(stored.values[place])
            }
            check("output \(s) \(type) \(order)", expected: output, bfloat16: type == .bfloat16) { compute in
                var result = y
                stored.asWeight(order) {
                    compute.convolution(
                        s, input: x, weight: $0, bias: bias, output: &result, accumulate: true)
                }
                return result
            }
            check(
                "input gradient \(s) \(type) \(order)", expected: inputGradient, bfloat16: type == .bfloat16
            ) { compute in
                stored.asWeight(order) { weight in
                    written(x.count) {
                        compute.convolutionInputGradient(
                            s, outputGradient: y, weight: weight, inputGradient: $0)
                    }
                }
            }
        }
    }

    /// The prologue acts on pixels, not on the zeros around them.
    @Test(arguments: [1, 3, 5, 6, 7, 9, 11, 15, 18, 20], [false, true])
    func appliesThePrologue(shape: Int, silu: Bool) {
        let s = Self.shapes[shape]
        let x = numbers(s.batch * s.height * s.width * s.inputChannels, seed: 1)
        let w = numbers(s.outputChannels * s.kernelHeight * s.kernelWidth * s.inputChannels, seed: 2)
        let coefficients = numbers(s.batch * 2 * s.inputChannels, seed: 5)
        let seen = x.indices.map { index in
            let (image, channel) = (index / (s.height * s.width * s.inputChannels), index % s.inputChannels)
            let factor = Double(coefficients[2 * image * s.inputChannels + channel])
            let term = Double(coefficients[(2 * image + 1) * s.inputChannels + channel])
            let value = Double(x[index]) * factor + term
            return silu ? value / (1 + exp(-value)) : value
        }
        var output = [Double](
            repeating: 0, count: s.batch * s.outputHeight * s.outputWidth * s.outputChannels)
        products(s) { i, j, k in output[k] += seen[i] * Double(w[j]) }
        check("prologue \(s) \(silu)", expected: output) { compute in
            written(output.count) { output in
                w.withUnsafeBytes { weight in
                    coefficients.withUnsafeBufferPointer { coefficients in
                        compute.convolution(
                            s, input: x, weight: .init(start: weight.baseAddress!, elementType: .float32),
                            bias: nil, output: output,
                            prologue: .init(coefficients: coefficients.baseAddress!, silu: silu))
                    }
                }
            }
        }
    }

    @Test func countsMultiplyAccumulates() {
        let s = Compute.ConvolutionShape(
            batch: 2, height: 8, width: 6, inputChannels: 3, outputChannels: 5, kernelHeight: 3,
            kernelWidth: 3,
            stride: 1, padding: 0)
        var count = 0
        products(s) { _, _, _ in count += 1 }
        #expect(s.multiplyAccumulates == count)
    }
}
