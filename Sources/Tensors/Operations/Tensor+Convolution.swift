import Kernels

extension Tensor {
    /// Two-dimensional convolution with zero padding: `[B, H, W, in] -> [B, H', W', out]`.
    ///
    /// - Parameters:
    ///   - weight: `[out, kernel height, kernel width, in]` (checkpoints hold `[out, in, height, width]`).
    ///   - bias: `[out]`.
    ///   - residual: added to the result, which takes its memory where nothing else refers to it.
    public func convolution(
        weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
        adding residual: consuming Tensor? = nil
    ) -> Tensor {
        convolution(
            weight: .tensor(weight), bias: bias, stride: stride, padding: padding, adding: consume residual)
    }

    /// Convolution with a weight that may be frozen, of this tensor or of what a group norm makes of it.
    ///
    /// With a normalisation, the normalised picture is not stored unless a gradient needs it.
    public func convolution(
        weight: Weight, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0,
        normalization: GroupNormalization? = nil, adding residual: consuming Tensor? = nil
    ) -> Tensor {
        let sizes = trusted { () throws(TensorError) in
            try ConvolutionSizes(
                input: shape, weight: weight.shape, bias: bias?.shape, stride: stride, padding: padding)
        }
        let residualShape = residual?.shape
        trusted { () throws(TensorError) in
            try sizes.result.checkResidual(residualShape, operation: "convolution")
        }
        if let normalization, !normalization.isFused(input: self, weight: weight) {
            return normalization(self).convolution(
                weight: weight, bias: bias, stride: stride, padding: padding, adding: consume residual)
        }
        Execution.count(sizes.kernelShape.multiplyAccumulates)
        let node = convolutionNode(
            sizes, weight: weight, bias: bias, residual: residual, normalization: normalization)
        let accumulates = residualShape != nil
        let output = Self.destination(count: sizes.result.count, addingTo: consume residual)
        let coefficients = normalization?.coefficients(of: self)
        weight.convolve(
            sizes.kernelShape, input: pointer, bias: bias?.pointer, output: output.pointer,
            accumulate: accumulates,
            prologue: coefficients.map {
                Compute.Prologue(coefficients: UnsafePointer($0.pointer), silu: normalization!.silu)
            })
        withExtendedLifetime((self, bias, coefficients)) {}
        return Tensor(shape: sizes.result, storage: output, node: node)
    }

    private func convolutionNode(
        _ sizes: ConvolutionSizes, weight: Weight, bias: Tensor?, residual: Tensor?,
        normalization: GroupNormalization?
    ) -> GradientNode? {
        let terms = [self] + [weight.tensor, bias, residual].compactMap { $0 }
        let kernelShape = sizes.kernelShape
        return Self.node(shape: sizes.result, inputs: terms + (normalization?.tensors ?? [])) {
            // Each side is needed for the gradient of the other.
            let keptWeight = requiresGradient ? weight.detached : nil
            let keptInput = weight.tensor?.requiresGradient == true ? self.detached : nil
            let (inputShape, weightShape) = (shape, weight.shape)
            let isLearned = weight.tensor != nil
            let (hasBias, isBiasNeeded) = (bias != nil, bias?.requiresGradient == true)
            let isAdded = residual != nil
            return { gradient in
                var gradients: [Tensor?] = [
                    keptWeight.map { weight in
                        Execution.count(kernelShape.multiplyAccumulates)
                        return Tensor(shape: inputShape) { output in
                            weight.convolveGradient(
                                kernelShape, outputGradient: gradient.pointer,
                                inputGradient: output.baseAddress!)
                        }
                    }
                ]
                if isLearned {
                    gradients.append(
                        keptInput.map { input in
                            Execution.count(kernelShape.multiplyAccumulates)
                            return Tensor(shape: weightShape) { output in
                                Execution.compute.convolutionWeightGradient(
                                    kernelShape, input: input.pointer, outputGradient: gradient.pointer,
                                    weightGradient: output.baseAddress!)
                            }
                        })
                }
                if hasBias { gradients.append(isBiasNeeded ? gradient.columnSums() : nil) }
                if isAdded { gradients.append(gradient) }
                return gradients
            }
        }
    }

    /// Sums over all axes but the last: the gradient of a bias.
    func columnSums() -> Tensor {
        reshaped([shape.rows, shape.last]).sum(axes: [0]).reshaped([shape.last])
    }
}
