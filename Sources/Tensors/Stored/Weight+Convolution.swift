import Kernels
import Synchronization

extension Weight {
    /// The convolution with this weight.
    func convolve(
        _ shape: Compute.ConvolutionShape, input: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
        output: UnsafeMutablePointer<Float>, accumulate: Bool, prologue: Compute.Prologue?
    ) {
        let compute = Execution.compute
        let isTransformed = withWinograd(shape, use: .forward) {
            compute.winogradConvolution(
                shape, input: input, weight: $0, bias: bias, prologue: prologue, accumulate: accumulate,
                output: output)
        }
        if isTransformed { return }
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
        let isTransformed = withWinograd(shape, use: .inputGradient) {
            compute.winogradInputGradient(
                shape, outputGradient: outputGradient, weight: $0, inputGradient: inputGradient)
        }
        if isTransformed { return }
        withKernelWeight {
            compute.convolutionInputGradient(
                shape, outputGradient: outputGradient, weight: $0, inputGradient: inputGradient)
        }
    }

    /// Pictures of at least so many tiles of 4x4 have their weights transformed anew each time: beside their products
    /// that takes little (at 256 tiles a fifth), and kept it would be four times the weights of a decoder. So have
    /// weights that learn, for they change.
    private static let tilesOfLargePicture = 256

    private var elementType: Compute.ElementType {
        switch self {
        case .tensor: .float32
        case .frozen(let weight): weight.elementType
        }
    }

    /// Calls `body` with Winograd's form of this weight, where the convolution is to use it. That depends on one
    /// picture alone, so that it gives the same bytes in any batch.
    ///
    /// - Returns: Whether it was called.
    private func withWinograd(
        _ shape: Compute.ConvolutionShape, use: Compute.WinogradWeight.Use,
        _ body: (Compute.WinogradWeight) -> Void
    ) -> Bool {
        guard Execution.precision == .fast else { return false }
        let tiles = (shape.outputHeight + 3) / 4 * ((shape.outputWidth + 3) / 4)
        let frozen: FrozenWeight? =
            if case .frozen(let weight) = self, tiles < Self.tilesOfLargePicture { weight } else { nil }
        var onePicture = shape
        onePicture.batch = 1
        guard Compute.winogradPays(onePicture, elementType, isKept: frozen != nil) else { return false }
        let compute = Execution.compute
        let (inputs, outputs) = (self.shape[3], self.shape[0])
        withKernelWeight { kernelWeight in
            if let frozen {
                let kept = frozen.packed.withLock {
                    $0.winograd(compute, kernelWeight, shape: frozen.shape, use: use)
                }
                return body(kept)
            }
            let memory = Storage(
                count: Compute.WinogradWeight.count(
                    compute, inputChannels: inputs, outputChannels: outputs, use: use))
            withExtendedLifetime(memory) {
                body(
                    Compute.WinogradWeight(
                        compute, kernelWeight, inputChannels: inputs, outputChannels: outputs, use: use,
                        memory: memory.pointer))
            }
        }
        return true
    }
}
