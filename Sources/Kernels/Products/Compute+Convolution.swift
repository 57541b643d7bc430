import KernelInterface

extension Compute {
    /// Convolution of `input` `[batch, height, width, inputChannels]` with `weight` `[outputChannels, kernelHeight,
    /// kernelWidth, inputChannels]` plus `bias` `[outputChannels]`, into `output` `[batch, outputHeight, outputWidth,
    /// outputChannels]`.
    public func convolution(
        _ s: ConvolutionShape, input: UnsafePointer<Float>, weight: UnsafePointer<Float>,
        bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>
    ) {
        guard s.batch > 0, s.outputHeight > 0, s.outputWidth > 0 else { return }
        multiplyWindows(
            s.window(input), batch: s.batch,
            right: .columns(weight, stride: s.kernelHeight * s.kernelWidth * s.inputChannels), bias: bias,
            into: OutputGrid(
                start: output, height: s.outputHeight, width: s.outputWidth, channels: s.outputChannels,
                originY: 0,
                originX: 0, stride: 1))
    }

    /// The gradient of `convolution` with respect to its input, written over what is there.
    ///
    /// Each class of input pixels modulo the stride meets a fixed subset of the taps, so each is a convolution of the
    /// output's gradient with that part of the weight, turned around.
    public func convolutionInputGradient(
        _ s: ConvolutionShape, outputGradient: UnsafePointer<Float>, weight: UnsafePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>
    ) {
        guard s.batch > 0 else { return }
        let phases = (0..<s.stride).flatMap { y in (0..<s.stride).map { x in (y, x) } }
        // Without a tap, a pixel has no gradient.
        if s.kernelHeight < s.stride || s.kernelWidth < s.stride || s.outputHeight < 1 || s.outputWidth < 1 {
            inputGradient.update(repeating: 0, count: s.batch * s.height * s.width * s.inputChannels)
        }
        for (y, x) in phases {
            guard let vertical = Phase(s.height, s.kernelHeight, s.outputHeight, first: y, s),
                let horizontal = Phase(s.width, s.kernelWidth, s.outputWidth, first: x, s)
            else { continue }
            let window = Window(
                source: outputGradient, height: s.outputHeight, width: s.outputWidth,
                channels: s.outputChannels,
                kernelHeight: vertical.taps, kernelWidth: horizontal.taps, stride: 1,
                originY: vertical.origin,
                originX: horizontal.origin, outputHeight: vertical.count, outputWidth: horizontal.count)
            let right = RightSide.scattered { k in
                let (tap, channel) = (k / s.outputChannels, k % s.outputChannels)
                let ky = vertical.remainder + s.stride * (vertical.taps - 1 - tap / horizontal.taps)
                let kx = horizontal.remainder + s.stride * (horizontal.taps - 1 - tap % horizontal.taps)
                return weight + ((channel * s.kernelHeight + ky) * s.kernelWidth + kx) * s.inputChannels
            }
            multiplyWindows(
                window, batch: s.batch, right: right, bias: nil,
                into: OutputGrid(
                    start: inputGradient, height: s.height, width: s.width, channels: s.inputChannels,
                    originY: y,
                    originX: x, stride: s.stride))
        }
    }
}

/// Along one axis, the input positions `first`, `first + stride`, ... and the taps that meet them.
private struct Phase {
    /// How many positions.
    let count: Int
    /// How many taps: `remainder`, `remainder + stride`, ...
    let taps: Int
    let remainder: Int
    /// The output position that the last tap reaches from the first position.
    let origin: Int

    /// Nil if there is no position or no tap.
    init?(_ size: Int, _ kernel: Int, _ outputs: Int, first: Int, _ s: Compute.ConvolutionShape) {
        remainder = (first + s.padding) % s.stride
        guard first < size, remainder < kernel, outputs > 0 else { return nil }
        count = (size - first + s.stride - 1) / s.stride
        taps = (kernel - remainder + s.stride - 1) / s.stride
        origin = (first + s.padding - remainder) / s.stride - (taps - 1)
    }
}

extension Compute.ConvolutionShape {
    /// What the forward convolution sees of its input.
    func window(_ input: ConstantFloats) -> Window {
        Window(
            source: input, height: height, width: width, channels: inputChannels, kernelHeight: kernelHeight,
            kernelWidth: kernelWidth, stride: stride, originY: -padding, originX: -padding,
            outputHeight: outputHeight, outputWidth: outputWidth)
    }
}
