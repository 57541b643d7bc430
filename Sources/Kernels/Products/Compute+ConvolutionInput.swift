import KernelInterface

extension Compute {
    /// The gradient of `convolution` without prologue with respect to its input, written over what is there.
    ///
    /// Each class of input pixels modulo the stride meets a fixed subset of the taps, so each is a convolution of the
    /// output's gradient with that part of the weight, turned around.
    public func convolutionInputGradient(
        _ s: ConvolutionShape, outputGradient: UnsafePointer<Float>, weight: Weight,
        inputGradient: UnsafeMutablePointer<Float>
    ) {
        guard s.batch > 0, s.inputChannels > 0 else { return }
        if s.isPixelwise {
            linearInputGradient(
                rows: s.batch * s.height * s.width, inputs: s.inputChannels, outputs: s.outputChannels,
                outputGradient: outputGradient, weight: weight, inputGradient: inputGradient)
            return
        }
        // Without a tap, a pixel has no gradient.
        if s.kernelHeight < s.stride || s.kernelWidth < s.stride || s.outputHeight < 1 || s.outputWidth < 1 {
            inputGradient.update(repeating: 0, count: s.batch * s.height * s.width * s.inputChannels)
        }
        let strides = weight.strides(s)
        for y in 0..<s.stride {
            guard let vertical = Phase(s.height, s.kernelHeight, s.outputHeight, first: y, s) else {
                continue
            }
            for x in 0..<s.stride {
                guard let horizontal = Phase(s.width, s.kernelWidth, s.outputWidth, first: x, s) else {
                    continue
                }
                let window = Window(
                    source: outputGradient, height: s.outputHeight, width: s.outputWidth,
                    channels: s.outputChannels, kernelHeight: vertical.taps, kernelWidth: horizontal.taps,
                    stride: 1, originY: vertical.origin, originX: horizontal.origin,
                    outputHeight: vertical.count, outputWidth: horizontal.count)
                let lastTap = (vertical.lastTap * s.kernelWidth + horizontal.lastTap) * strides.tap
                let right = RightSide(
                    source: weight.start + lastTap * weight.elementType.size, elementType: weight.elementType,
                    columnStride: strides.input, channelStride: strides.output, tapRows: vertical.taps,
                    tapColumns: horizontal.taps, tapRowStride: -s.stride * s.kernelWidth * strides.tap,
                    tapColumnStride: -s.stride * strides.tap)
                let grid = OutputGrid(
                    start: inputGradient, height: s.height, width: s.width, channels: s.inputChannels,
                    originY: y, originX: x, stride: s.stride)
                multiply(
                    WindowRows(window, batch: s.batch, grid: grid, kernels.table), right,
                    columns: s.inputChannels,
                    blocks: DepthBlocks(taps: vertical.taps * horizontal.taps, channels: s.outputChannels),
                    accumulate: false, bias: nil)
            }
        }
    }

    /// `convolutionInputGradient` with `weight` `[outputChannels, kernelHeight, kernelWidth, inputChannels]`.
    public func convolutionInputGradient(
        _ s: ConvolutionShape, outputGradient: UnsafePointer<Float>, weight: UnsafePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>
    ) {
        convolutionInputGradient(
            s, outputGradient: outputGradient, weight: Weight(start: weight, elementType: .float32),
            inputGradient: inputGradient)
    }
}

/// Along one axis, the input positions `first`, `first + stride`, ... and the taps that meet them.
private struct Phase {
    /// How many positions.
    let count: Int
    /// How many taps: every `stride`-th, up to the last.
    let taps: Int
    let lastTap: Int
    /// The output position that the last tap reaches from the first position.
    let origin: Int

    /// Nil if there is no position or no tap.
    init?(_ size: Int, _ kernel: Int, _ outputs: Int, first: Int, _ s: Compute.ConvolutionShape) {
        let remainder = (first + s.padding) % s.stride
        guard first < size, remainder < kernel, outputs > 0 else { return nil }
        count = (size - first + s.stride - 1) / s.stride
        taps = (kernel - remainder + s.stride - 1) / s.stride
        lastTap = remainder + s.stride * (taps - 1)
        origin = (first + s.padding - remainder) / s.stride - (taps - 1)
    }
}
