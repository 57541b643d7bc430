import KernelInterface

extension Compute {
    /// Convolution of `input` `[batch, height, width, inputChannels]` with `weight` `[outputChannels, kernelHeight,
    /// kernelWidth, inputChannels]` plus `bias` `[outputChannels]`, into `output` `[batch, outputHeight, outputWidth,
    /// outputChannels]`.
    public func convolution(
        _ s: ConvolutionShape, input: UnsafePointer<Float>, weight: UnsafePointer<Float>,
        bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>
    ) {
        let (inC, outC) = (s.inputChannels, s.outputChannels)
        forEachTile(s.batch * s.outputHeight) { tile in
            let (b, oy) = (tile / s.outputHeight, tile % s.outputHeight)
            for ox in 0..<s.outputWidth {
                for o in 0..<outC {
                    var sum: Float = bias?[o] ?? 0
                    s.taps(oy, ox) { ky, kx, y, x in
                        let from = input + ((b * s.height + y) * s.width + x) * inC
                        let with = weight + ((o * s.kernelHeight + ky) * s.kernelWidth + kx) * inC
                        for c in 0..<inC { sum += from[c] * with[c] }
                    }
                    output[(tile * s.outputWidth + ox) * outC + o] = sum
                }
            }
        }
    }

    /// The gradient of `convolution` with respect to its input, written over what is there.
    public func convolutionInputGradient(
        _ s: ConvolutionShape, outputGradient: UnsafePointer<Float>, weight: UnsafePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>
    ) {
        let (inC, outC) = (s.inputChannels, s.outputChannels)
        let size = s.height * s.width * inC
        forEachTile(s.batch) { b in
            (inputGradient + b * size).update(repeating: 0, count: size)
            for oy in 0..<s.outputHeight {
                for ox in 0..<s.outputWidth {
                    for o in 0..<outC {
                        let d = outputGradient[((b * s.outputHeight + oy) * s.outputWidth + ox) * outC + o]
                        s.taps(oy, ox) { ky, kx, y, x in
                            let to = inputGradient + ((b * s.height + y) * s.width + x) * inC
                            let with = weight + ((o * s.kernelHeight + ky) * s.kernelWidth + kx) * inC
                            for c in 0..<inC { to[c] += d * with[c] }
                        }
                    }
                }
            }
        }
    }

    /// The gradient of `convolution` with respect to its weight, written over what is there.
    public func convolutionWeightGradient(
        _ s: ConvolutionShape, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
        weightGradient: UnsafeMutablePointer<Float>
    ) {
        let (inC, outC) = (s.inputChannels, s.outputChannels)
        let size = s.kernelHeight * s.kernelWidth * inC
        forEachTile(outC) { o in
            (weightGradient + o * size).update(repeating: 0, count: size)
            for b in 0..<s.batch {
                for oy in 0..<s.outputHeight {
                    for ox in 0..<s.outputWidth {
                        let d = outputGradient[((b * s.outputHeight + oy) * s.outputWidth + ox) * outC + o]
                        s.taps(oy, ox) { ky, kx, y, x in
                            let from = input + ((b * s.height + y) * s.width + x) * inC
                            let to = weightGradient + ((o * s.kernelHeight + ky) * s.kernelWidth + kx) * inC
                            for c in 0..<inC { to[c] += d * from[c] }
                        }
                    }
                }
            }
        }
    }
}

extension Compute.ConvolutionShape {
    /// Calls `body` with each tap of one output pixel that falls into the picture, and the input pixel there.
    fileprivate func taps(_ oy: Int, _ ox: Int, _ body: (Int, Int, Int, Int) -> Void) {
        for ky in 0..<kernelHeight {
            let y = oy * stride + ky - padding
            guard y >= 0, y < height else { continue }
            for kx in 0..<kernelWidth {
                let x = ox * stride + kx - padding
                if x >= 0, x < width { body(ky, kx, y, x) }
            }
        }
    }
}
