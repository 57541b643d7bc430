import Kernels
import Synchronization

extension Weight {
    /// The convolution with this weight.
    func convolve(
        _ shape: Compute.ConvolutionShape, input: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
        output: UnsafeMutablePointer<Float>, accumulate: Bool, prologue: Compute.Prologue?
    ) {
        let compute = Execution.compute
        if let packed = winograd(shape, use: .forward) {
            compute.winogradConvolution(
                shape, input: input, weight: packed, bias: bias, prologue: prologue, accumulate: accumulate,
                output: output)
            return
        }
        withKernelWeight {
            compute.convolution(
                shape, input: input, weight: $0, bias: bias, output: output, accumulate: accumulate,
                prologue: prologue)
        }
    }

    /// Its gradient with respect to the input.
    func convolveGradient(
        _ shape: Compute.ConvolutionShape, outputGradient: UnsafePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>
    ) {
        let compute = Execution.compute
        if let packed = winograd(shape, use: .inputGradient) {
            compute.winogradInputGradient(
                shape, outputGradient: outputGradient, weight: packed, inputGradient: inputGradient)
            return
        }
        withKernelWeight {
            compute.convolutionInputGradient(
                shape, outputGradient: outputGradient, weight: $0, inputGradient: inputGradient)
        }
    }

    /// Winograd's form of this weight, where the convolution is to use it. That depends on one picture alone, so that
    /// it gives the same bytes in any batch.
    private func winograd(_ shape: Compute.ConvolutionShape, use: Compute.WinogradWeight.Use)
        -> Compute.WinogradWeight?
    {
        guard case .frozen(let weight) = self, Execution.precision == .fast else { return nil }
        var onePicture = shape
        onePicture.batch = 1
        guard Compute.winogradPays(onePicture, weight.elementType) else { return nil }
        let compute = Execution.compute
        return withKernelWeight { kernelWeight in
            weight.packed.withLock { $0.winograd(compute, kernelWeight, shape: weight.shape, use: use) }
        }
    }
}
