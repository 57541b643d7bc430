import KernelInterface

extension Compute {
    /// Convolution of `input` `[batch, height, width, inputChannels]`, or of what `prologue` makes of it, with
    /// `weight` plus `bias` `[outputChannels]`, into `output` `[batch, outputHeight, outputWidth, outputChannels]` or
    /// added to it. A picture of the output depends on that picture of the input alone, to the last bit.
    public func convolution(
        _ s: ConvolutionShape, input: UnsafePointer<Float>, weight: Weight, bias: UnsafePointer<Float>?,
        output: UnsafeMutablePointer<Float>, accumulate: Bool = false, prologue: Prologue? = nil
    ) {
        guard s.batch > 0, s.outputHeight > 0, s.outputWidth > 0, s.outputChannels > 0 else { return }
        if s.isPixelwise && prologue == nil {
            linear(
                rows: s.batch * s.height * s.width, inputs: s.inputChannels, outputs: s.outputChannels,
                input: input, weight: weight, bias: bias, output: output, accumulate: accumulate)
            return
        }
        if s.hasFewOutputs {
            return convolutionToFewOutputs(
                s, input: input, weight: weight, bias: bias, output: output, accumulate: accumulate,
                prologue: prologue)
        }
        let grid = OutputGrid(
            start: output, height: s.outputHeight, width: s.outputWidth, channels: s.outputChannels,
            originY: 0, originX: 0, stride: 1)
        multiply(
            WindowRows(s.window(input, prologue), batch: s.batch, grid: grid, kernels.table),
            weight.rightSide(s), columns: s.outputChannels,
            blocks: DepthBlocks(taps: s.kernelHeight * s.kernelWidth, channels: s.inputChannels),
            accumulate: accumulate, bias: bias)
    }

    /// `convolution` with `weight` `[outputChannels, kernelHeight, kernelWidth, inputChannels]`.
    public func convolution(
        _ s: ConvolutionShape, input: UnsafePointer<Float>, weight: UnsafePointer<Float>,
        bias: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>
    ) {
        convolution(
            s, input: input, weight: Weight(start: weight, elementType: .float32), bias: bias, output: output)
    }
}

extension Compute.ConvolutionShape {
    /// Whether each output pixel is a product of the pixel at the same place.
    var isPixelwise: Bool { kernelHeight == 1 && kernelWidth == 1 && stride == 1 && padding == 0 }

    /// What the forward convolution sees of its input.
    func window(_ input: ConstantFloats, _ prologue: Compute.Prologue? = nil) -> Window {
        Window(
            source: input, height: height, width: width, channels: inputChannels, kernelHeight: kernelHeight,
            kernelWidth: kernelWidth, stride: stride, originY: -padding, originX: -padding,
            outputHeight: outputHeight, outputWidth: outputWidth, prologue: prologue)
    }
}

extension Compute.Weight {
    /// The right side `[taps, inputChannels, outputChannels]` of the forward convolution.
    func rightSide(_ s: Compute.ConvolutionShape) -> RightSide {
        let strides = strides(s)
        return RightSide(
            source: start, elementType: elementType, columnStride: strides.output,
            channelStride: strides.input, tapRows: s.kernelHeight, tapColumns: s.kernelWidth,
            tapRowStride: s.kernelWidth * strides.tap, tapColumnStride: strides.tap)
    }

    /// From one output channel, input channel and tap to the next, in numbers.
    func strides(_ s: Compute.ConvolutionShape) -> (output: Int, input: Int, tap: Int) {
        let taps = s.kernelHeight * s.kernelWidth
        return switch order {
        case .channelsLast: (taps * s.inputChannels, 1, s.inputChannels)
        case .channelsFirst: (taps * s.inputChannels, taps, 1)
        }
    }
}
