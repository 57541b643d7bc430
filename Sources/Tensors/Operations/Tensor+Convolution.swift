import Kernels

extension Tensor {
    /// Two-dimensional convolution with zero padding: `[B, H, W, in] -> [B, H', W', out]`.
    ///
    /// - Parameters:
    ///   - weight: `[out, kernel height, kernel width, in]` (checkpoints hold `[out, in, height, width]`).
    ///   - bias: `[out]`.
    public func convolution(weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0) -> Tensor
    {
        precondition(
            shape.rank == 4 && weight.shape.rank == 4 && shape[3] == weight.shape[3],
            "convolution: input \(shape), weight \(weight.shape)")
        let convolution = Compute.ConvolutionShape(
            batch: shape[0], height: shape[1], width: shape[2], inputChannels: shape[3],
            outputChannels: weight.shape[0], kernelHeight: weight.shape[1], kernelWidth: weight.shape[2],
            stride: stride, padding: padding)
        let outputs = convolution.outputChannels
        precondition(
            bias == nil || bias!.shape == [outputs],
            "convolution: weight \(weight.shape), bias \(bias!.shape)")
        let target: Shape = [shape[0], convolution.outputHeight, convolution.outputWidth, outputs]
        Execution.count(convolution.multiplyAccumulates)
        return Tensor(
            shape: target, inputs: [self, weight] + (bias.map { [$0] } ?? []),
            filledBy: { output in
                Execution.compute.convolution(
                    convolution, input: pointer, weight: weight.pointer, bias: bias?.pointer, output: output)
            },
            rule: { [input = self.detached, weightValue = weight.detached] gradient in
                var ofInput: Tensor?
                var ofWeight: Tensor?
                if self.requiresGradient {
                    Execution.count(convolution.multiplyAccumulates)
                    ofInput = Tensor(shape: input.shape) { output in
                        Execution.compute.convolutionInputGradient(
                            convolution, outputGradient: gradient.pointer, weight: weightValue.pointer,
                            inputGradient: output.baseAddress!)
                    }
                }
                if weight.requiresGradient {
                    Execution.count(convolution.multiplyAccumulates)
                    ofWeight = Tensor(shape: weightValue.shape) { output in
                        Execution.compute.convolutionWeightGradient(
                            convolution, input: input.pointer, outputGradient: gradient.pointer,
                            weightGradient: output.baseAddress!)
                    }
                }
                return [
                    ofInput, ofWeight,
                    bias?.requiresGradient == true
                        ? gradient.reshaped([target.rows, outputs]).sum(axes: [0]).reshaped([outputs]) : nil,
                ]
            })
    }
}
