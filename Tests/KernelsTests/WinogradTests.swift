import Foundation
import Kernels
import Testing

/// A 3x3 convolution with stride 1 and what it should give, in double precision.
private struct Reference {
    let shape: Compute.ConvolutionShape
    /// The outputs, without bias.
    var output: [Double]
    /// The same with all numbers and weights positive, which errors are measured by.
    var magnitude: [Double]
    /// The gradient of the input, from `outputGradient`.
    var inputGradient: [Double]
    var gradientMagnitude: [Double]

    /// - Parameter weight: `[outputChannels, 3, 3, inputChannels]`.
    init(_ s: Compute.ConvolutionShape, input: [Float], weight: [Float], outputGradient: [Float] = []) {
        shape = s
        let outputs = s.batch * s.outputHeight * s.outputWidth * s.outputChannels
        output = Array(repeating: 0, count: outputs)
        magnitude = output
        inputGradient = Array(repeating: 0, count: input.count)
        gradientMagnitude = inputGradient
        for image in 0..<s.batch {
            for row in 0..<s.outputHeight {
                for column in 0..<s.outputWidth {
                    for tap in 0..<9 {
                        let (y, x) = (row + tap / 3 - s.padding, column + tap % 3 - s.padding)
                        guard y >= 0, y < s.height, x >= 0, x < s.width else { continue }
                        let i = ((image * s.height + y) * s.width + x) * s.inputChannels
                        let o = ((image * s.outputHeight + row) * s.outputWidth + column) * s.outputChannels
                        for to in 0..<s.outputChannels {
                            let w = (to * 9 + tap) * s.inputChannels
                            for from in 0..<s.inputChannels {
                                let product = Double(input[i + from]) * Double(weight[w + from])
                                output[o + to] += product
                                magnitude[o + to] += abs(product)
                                if !outputGradient.isEmpty {
                                    let back = Double(outputGradient[o + to]) * Double(weight[w + from])
                                    inputGradient[i + from] += back
                                    gradientMagnitude[i + from] += abs(back)
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The largest error relative to the sum of absolute products, which is at most `bound`, and the root mean square of
/// the errors relative to that of the results.
private func errors(_ values: [Float], _ expected: [Double], _ magnitude: [Double]) -> (
    worst: Double, typical: Double
) {
    var (worst, squares, size) = (0.0, 0.0, 0.0)
    var index = 0
    while index < values.count {
        let error = abs(Double(values[index]) - expected[index])
        // A tile's transform sees pixels that a result at an edge does not add up, so that its own sum may be small.
        worst = max(worst, error / max(magnitude[index], 1e-30))
        if error.isNaN { worst = .infinity }
        squares += error * error
        size += expected[index] * expected[index]
        index += 1
    }
    return (worst, (squares / max(size, 1e-30)).squareRoot())
}

private func shape(
    _ batch: Int, _ height: Int, _ width: Int, _ from: Int, _ to: Int, padding: Int
) -> Compute.ConvolutionShape {
    Compute.ConvolutionShape(
        batch: batch, height: height, width: width, inputChannels: from, outputChannels: to, kernelHeight: 3,
        kernelWidth: 3, stride: 1, padding: padding)
}

private func run(
    _ compute: Compute, _ s: Compute.ConvolutionShape, input: [Float], weight: [Float], bias: [Float]? = nil,
    prologue: Compute.Prologue? = nil, start: [Float]? = nil
) -> [Float] {
    let packed = Compute.WinogradWeight(
        compute, .init(start: weight, elementType: .float32), inputChannels: s.inputChannels,
        outputChannels: s.outputChannels)
    return written(s.batch * s.outputHeight * s.outputWidth * s.outputChannels) { output in
        if let start { output.update(from: start, count: start.count) }
        compute.winogradConvolution(
            s, input: input, weight: packed, bias: bias, prologue: prologue, accumulate: start != nil,
            output: output)
    }
}

@Suite struct WinogradTests {
    static let shapes = [
        shape(1, 1, 1, 1, 1, padding: 1), shape(2, 5, 7, 3, 4, padding: 1),
        shape(1, 4, 4, 16, 32, padding: 1),
        shape(3, 8, 9, 5, 17, padding: 0), shape(1, 3, 3, 20, 33, padding: 2),
        shape(1, 3, 18, 33, 7, padding: 0),
        shape(2, 21, 13, 16, 70, padding: 1), shape(1, 34, 27, 18, 12, padding: 1),
        shape(5, 6, 2, 40, 48, padding: 2), shape(1, 70, 3, 6, 5, padding: 1),
        shape(1, 2, 90, 4, 6, padding: 1), shape(1, 8, 8, 40, 200, padding: 1),
    ]

    /// Also in the order of the tests of all kernels: one, two, three and eight threads give the same bits.
    @Test(arguments: shapes)
    func matchesReference(s: Compute.ConvolutionShape) {
        let x = numbers(s.batch * s.height * s.width * s.inputChannels, seed: 1)
        let w = numbers(s.outputChannels * 9 * s.inputChannels, seed: 2)
        let g = numbers(s.batch * s.outputHeight * s.outputWidth * s.outputChannels, seed: 3)
        let bias = numbers(s.outputChannels, seed: 4)
        let reference = Reference(s, input: x, weight: w, outputGradient: g)
        let expected = reference.output.indices.map { i in
            reference.output[i] + Double(bias[i % s.outputChannels])
        }
        for set in KernelSet.available {
            func forward(_ threads: Int) -> [Float] {
                run(Compute(kernels: set, threads: threads), s, input: x, weight: w, bias: bias)
            }
            func backward(_ threads: Int) -> [Float] {
                let compute = Compute(kernels: set, threads: threads)
                let packed = Compute.WinogradWeight(
                    compute, .init(start: w, elementType: .float32), inputChannels: s.inputChannels,
                    outputChannels: s.outputChannels, use: .inputGradient)
                return written(x.count) {
                    compute.winogradInputGradient(s, outputGradient: g, weight: packed, inputGradient: $0)
                }
            }
            let (output, gradient) = (forward(1), backward(1))
            let scale = expected.lazy.map(abs).max() ?? 1
            for (i, value) in output.enumerated() where abs(Double(value) - expected[i]) > 1e-5 * scale {
                Issue.record("\(s), \(set.name): [\(i)] is \(value), not \(expected[i])")
                break
            }
            let largest = reference.inputGradient.lazy.map(abs).max() ?? 1
            for (i, value) in gradient.enumerated()
            where !(abs(Double(value) - reference.inputGradient[i]) <= 1e-5 * largest) {
                Issue.record(
                    "\(s), \(set.name): gradient [\(i)] is \(value), not \(reference.inputGradient[i])")
                break
            }
            for threads in [2, 3, 8] {
                #expect(forward(threads) == output, "\(set.name): \(threads) threads change bits")
                #expect(backward(threads) == gradient, "\(set.name): \(threads) threads change bits")
            }
        }
    }

    /// The bound that the documentation states, on numbers around zero, on what SiLU leaves behind, and on those far
    /// from zero.
    @Test(arguments: ["random", "after SiLU", "offset"])
    func staysWithinTheBound(kind: String) {
        let s = shape(1, 17, 18, 96, 34, padding: 1)
        var x = numbers(s.height * s.width * s.inputChannels, seed: 5, scale: 4)
        if kind == "after SiLU" { x = x.map { $0 / (1 + exp(-$0)) } }
        if kind == "offset" { x = x.map { $0 + 100 } }
        let w = numbers(s.outputChannels * 9 * s.inputChannels, seed: 6)
        let reference = Reference(s, input: x, weight: w)
        for set in KernelSet.available {
            let error = errors(
                run(Compute(kernels: set, threads: 1), s, input: x, weight: w), reference.output,
                reference.magnitude)
            #expect(error.worst < 2e-6, "\(set.name): \(error)")
            #expect(error.typical < 4e-6, "\(set.name): \(error)")
        }
    }

    @Test(arguments: KernelSet.available.map(\.name))
    func picturesAloneGiveTheBitsOfABatch(name: String) throws {
        let compute = Compute(kernels: try #require(KernelSet.named(name)), threads: 2)
        for (size, channels, batch) in [(4, 33, 9), (9, 20, 5), (30, 8, 3)] {
            let w = numbers(20 * 9 * channels, seed: 2)
            let x = numbers(batch * size * size * channels, seed: 1)
            let all = run(compute, shape(batch, size, size, channels, 20, padding: 1), input: x, weight: w)
            for image in [0, batch - 1] {
                let each = size * size * channels
                let one = run(
                    compute, shape(1, size, size, channels, 20, padding: 1),
                    input: Array(x[image * each..<(image + 1) * each]), weight: w)
                #expect(one == Array(all[image * one.count..<(image + 1) * one.count]))
            }
        }
    }

    /// Factors, terms and SiLU act on the pixels, not on the zeros around them; sums are added to what is there.
    @Test(arguments: [false, true])
    func prologueAndAccumulation(silu: Bool) {
        let s = shape(2, 19, 10, 21, 18, padding: 1)
        let pixels = s.height * s.width
        let x = numbers(2 * pixels * s.inputChannels, seed: 1)
        let w = numbers(s.outputChannels * 9 * s.inputChannels, seed: 2)
        let coefficients = numbers(2 * 2 * s.inputChannels, seed: 3, scale: 2)
        let bias = numbers(s.outputChannels, seed: 4)
        let start = numbers(2 * pixels * s.outputChannels, seed: 5)
        let changed = x.indices.map { i -> Float in
            let (image, channel) = (i / (pixels * s.inputChannels), i % s.inputChannels)
            let place = image * 2 * s.inputChannels + channel
            let value =
                Double(x[i]) * Double(coefficients[place]) + Double(coefficients[place + s.inputChannels])
            return Float(silu ? value / (1 + exp(-value)) : value)
        }
        let reference = Reference(s, input: changed, weight: w)
        let expected = reference.output.indices.map { i in
            reference.output[i] + Double(bias[i % s.outputChannels]) + Double(start[i])
        }
        coefficients.withUnsafeBufferPointer { buffer in
            guard let numbers = buffer.baseAddress else { return }
            check("prologue", expected: expected, tolerance: 1e-5) { compute in
                run(
                    compute, s, input: x, weight: w, bias: bias,
                    prologue: Compute.Prologue(coefficients: numbers, silu: silu), start: start)
            }
        }
    }

    /// Both orders and all element types of a weight give the bits of the same numbers in single precision.
    @Test(arguments: KernelSet.available.map(\.name))
    func readsWeightsAsTheyAreStored(name: String) throws {
        let compute = Compute(kernels: try #require(KernelSet.named(name)), threads: 2)
        let s = shape(1, 6, 9, 19, 37, padding: 1)
        let x = numbers(s.height * s.width * s.inputChannels, seed: 1)
        // Multiples of 1/64 below two are exact in all types; one is below the normal numbers of half precision.
        var w = numbers(s.outputChannels * 9 * s.inputChannels, seed: 2).map { ($0 * 64).rounded() / 64 }
        w[3] = 0x1p-20
        let expected = run(compute, s, input: x, weight: w)
        func convolve(_ bytes: UnsafeRawPointer, _ type: Compute.ElementType, _ order: Compute.Weight.Order)
            -> [Float]
        {
            let packed = Compute.WinogradWeight(
                compute, .init(start: bytes, elementType: type, order: order),
                inputChannels: s.inputChannels, outputChannels: s.outputChannels)
            return written(expected.count) {
                compute.winogradConvolution(s, input: x, weight: packed, bias: nil, output: $0)
            }
        }
        let first = (0..<w.count).map { i in
            let (out, rest) = (i / (9 * s.inputChannels), i % (9 * s.inputChannels))
            return w[(out * 9 + rest % 9) * s.inputChannels + rest / 9]
        }
        #expect(convolve(first, .float32, .channelsFirst) == expected)
        #expect(convolve(w.map { UInt16($0.bitPattern >> 16) }, .bfloat16, .channelsLast) == expected)
        #expect(convolve(w.map(half), .float16, .channelsLast) == expected)
        #expect(convolve(first.map(half), .float16, .channelsFirst) == expected)
        let packed = Compute.WinogradWeight(
            compute, .init(start: w, elementType: .float32), inputChannels: s.inputChannels,
            outputChannels: s.outputChannels)
        #expect(packed.byteCount >= 4 * 36 * s.inputChannels * s.outputChannels)
    }

    /// What is no number spreads, but only over the tiles that see it.
    @Test func passesOnWhatIsNoNumber() {
        let s = shape(1, 24, 24, 5, 3, padding: 1)
        var x = numbers(s.height * s.width * s.inputChannels, seed: 1)
        x[(9 * s.width + 9) * s.inputChannels] = .nan
        let w = numbers(s.outputChannels * 9 * s.inputChannels, seed: 2)
        for set in KernelSet.available {
            let output = run(Compute(kernels: set, threads: 1), s, input: x, weight: w)
            for row in 0..<24 {
                for column in 0..<24 {
                    let value = output[(row * 24 + column) * 3]
                    if (8...10).contains(row), (8...10).contains(column) { #expect(value.isNaN) }
                    if !(8..<12).contains(row) || !(8..<12).contains(column) { #expect(value.isFinite) }
                }
            }
        }
    }

    @Test func paysWhereTilesAndChannelsAreMany() {
        #expect(Compute.winogradPays(shape(1, 512, 512, 128, 128, padding: 1), .float32))
        #expect(Compute.winogradPays(shape(1, 64, 64, 320, 320, padding: 1), .bfloat16))
        #expect(Compute.winogradPays(shape(1, 32, 32, 640, 640, padding: 1), .float32))
        #expect(!Compute.winogradPays(shape(1, 32, 32, 640, 640, padding: 1), .bfloat16))
        #expect(!Compute.winogradPays(shape(1, 8, 8, 1_280, 1_280, padding: 1), .float32))
        #expect(Compute.winogradPays(shape(1, 16, 16, 64, 64, padding: 1), .float32))
        #expect(Compute.winogradPays(shape(1, 8, 8, 128, 128, padding: 1), .float32))
        #expect(!Compute.winogradPays(shape(1, 8, 8, 128, 128, padding: 1), .bfloat16))
        #expect(!Compute.winogradPays(shape(1, 5, 5, 128, 128, padding: 1), .float32))
        #expect(!Compute.winogradPays(shape(1, 4, 4, 128, 128, padding: 1), .float32))
        #expect(!Compute.winogradPays(shape(1, 8, 8, 256, 256, padding: 1), .float32))
        #expect(Compute.winogradPays(shape(1, 16, 16, 64, 64, padding: 1), .float32, isKept: false))
        #expect(Compute.winogradPays(shape(1, 64, 64, 320, 320, padding: 1), .float32, isKept: false))
        #expect(!Compute.winogradPays(shape(1, 32, 32, 640, 640, padding: 1), .float32, isKept: false))
        #expect(!Compute.winogradPays(shape(1, 512, 512, 128, 3, padding: 1), .float32))
        var strided = shape(1, 64, 64, 320, 320, padding: 1)
        strided.stride = 2
        #expect(!Compute.winogradPays(strided, .float32))
    }
}

/// A number that half precision can hold, in half precision.
private func half(_ x: Float) -> UInt16 {
    let sign = UInt16(x.bitPattern >> 16 & 0x8000)
    let magnitude = abs(x)
    if magnitude < 0x1p-14 { return sign | UInt16(magnitude * 0x1p24) }
    return sign | UInt16((magnitude.bitPattern - (112 << 23)) >> 13)
}
