import Kernels

extension Weight {
    /// The convolution with this weight.
    func convolve(
        _ shape: Compute.ConvolutionShape, input: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
        output: UnsafeMutablePointer<Float>, accumulate: Bool, prologue: Compute.Prologue?
    ) {
        withKernelWeight {
            Execution.compute.convolution(
                shape, input: input, weight: $0, bias: bias, output: output, accumulate: accumulate,
                prologue: prologue)
        }
    }

    /// Its gradient with respect to the input.
    func convolveGradient(
        _ shape: Compute.ConvolutionShape, outputGradient: UnsafePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>
    ) {
        withKernelWeight {
            Execution.compute.convolutionInputGradient(
                shape, outputGradient: outputGradient, weight: $0, inputGradient: inputGradient)
        }
    }
}
