import KernelInterface

// A convolution to a few channels, as the last one of a U-Net or a decoder: panels of the right side would be nearly
// empty. All its taps are computed as channels of their own, of each input pixel, and added where they belong:
//
//     input [rows + 2, width, 320] x [320, 4 outputs * 9 taps]  ->  terms [rows + 2, width, 36]
//     output(y, x, o) = bias(o) + sum over taps of terms(y + tap row, x + tap column, o * 9 + tap)
//
// A strip of rows at a time, so that the terms stay in the cache.

extension Compute.ConvolutionShape {
    /// Channels of terms that still count as few: two vectors of sixteen, or four of eight, per pixel and more.
    private static let mostTerms = 64
    /// With fewer input channels than this, adding the terms up takes longer than computing them.
    private static let leastInputs = 64

    /// Whether the convolution is computed tap by tap.
    var hasFewOutputs: Bool {
        let taps = kernelHeight * kernelWidth
        return taps > 1 && stride == 1 && outputChannels * taps <= Self.mostTerms
            && inputChannels >= Self.leastInputs && width >= kernelWidth && height >= kernelHeight
    }
}

extension Compute {
    /// Output rows whose terms are computed together: many enough that the rows beside them, which the next strip
    /// computes again, are few, and few enough for the cache.
    private static let stripPixels = 16_384

    func convolutionToFewOutputs(
        _ s: ConvolutionShape, input: ConstantFloats, weight: Weight, bias: ConstantFloats?,
        output: MutableFloats, accumulate: Bool, prologue: Prologue?
    ) {
        let taps = s.kernelHeight * s.kernelWidth
        let terms = s.outputChannels * taps
        let strip = min(s.outputHeight, max(16, Self.stripPixels / s.width))
        let mostRows = min(strip + s.kernelHeight - 1, s.height)
        let scratch = Scratch(mostRows * s.width * terms)
        let ordered = OrderedTaps(s, weight)
        for image in 0..<s.batch {
            for first in stride(from: 0, to: s.outputHeight, by: strip) {
                let rows = first..<min(first + strip, s.outputHeight)
                let top = max(rows.lowerBound - s.padding, 0)
                let bottom = min(rows.upperBound - s.padding + s.kernelHeight - 1, s.height)
                let pixels = ConvolutionShape(
                    batch: 1, height: bottom - top, width: s.width, inputChannels: s.inputChannels,
                    outputChannels: terms, kernelHeight: 1, kernelWidth: 1, stride: 1, padding: 0)
                let prologue = prologue.map {
                    Prologue(coefficients: $0.coefficients + image * 2 * s.inputChannels, silu: $0.silu)
                }
                convolution(
                    pixels, input: input + (image * s.height + top) * s.width * s.inputChannels,
                    weight: ordered.weight, bias: nil, output: scratch.floats, prologue: prologue)
                let sums = TapSums(
                    shape: s, terms: ConstantFloats(scratch.floats), top: top, bottom: bottom, bias: bias,
                    accumulates: accumulate,
                    output: output + image * s.outputHeight * s.outputWidth * s.outputChannels)
                forEachRange(rows.count, grain: 8) { range in
                    for row in range { sums.write(row: rows.lowerBound + row) }
                }
            }
        }
    }
}

/// A weight with one row `[inputChannels]` for each output and tap.
private struct OrderedTaps: ~Copyable {
    let weight: Compute.Weight
    private let copy: UnsafeMutableRawPointer?

    init(_ s: Compute.ConvolutionShape, _ weight: Compute.Weight) {
        guard weight.order == .channelsFirst else {
            self.weight = weight
            copy = nil
            return
        }
        let (taps, channels) = (s.kernelHeight * s.kernelWidth, s.inputChannels)
        let size = weight.elementType == .float32 ? 4 : 2
        let bytes = UnsafeMutableRawPointer.allocate(
            byteCount: s.outputChannels * taps * channels * size, alignment: 64)
        var place = bytes
        for output in 0..<s.outputChannels {
            for tap in 0..<taps {
                for channel in 0..<channels {
                    let from = weight.start + ((output * channels + channel) * taps + tap) * size
                    place.copyMemory(from: from, byteCount: size)
                    place += size
                }
            }
        }
        copy = bytes
        self.weight = Compute.Weight(start: bytes, elementType: weight.elementType)
    }

    deinit { copy?.deallocate() }
}

/// Adds the terms of a strip up to rows of the output.
private struct TapSums: @unchecked Sendable {
    let shape: Compute.ConvolutionShape
    /// `[bottom - top, width, outputChannels * taps]`, of the input rows from `top`.
    let terms: ConstantFloats
    let top: Int
    let bottom: Int
    let bias: ConstantFloats?
    let accumulates: Bool
    /// Of one picture.
    let output: MutableFloats

    func write(row: Int) {
        let (outputs, taps) = (shape.outputChannels, shape.kernelHeight * shape.kernelWidth)
        let stride = outputs * taps
        let line = output + row * shape.outputWidth * outputs
        for x in 0..<shape.outputWidth {
            let pixel = line + x * outputs
            for o in 0..<outputs {
                var sum: Float = bias?[o] ?? 0
                for tapRow in 0..<shape.kernelHeight {
                    let y = row - shape.padding + tapRow
                    // Beyond the edge there are zeros, which add nothing.
                    if y < top || y >= bottom { continue }
                    let from = max(shape.padding - x, 0)
                    let to = min(shape.width + shape.padding - x, shape.kernelWidth)
                    var term =
                        terms + ((y - top) * shape.width + x - shape.padding + from) * stride + o * taps
                        + tapRow * shape.kernelWidth + from
                    for _ in from..<max(to, from) {
                        sum += term.pointee
                        term += stride + 1
                    }
                }
                pixel[o] = accumulates ? pixel[o] + sum : sum
            }
        }
    }
}
