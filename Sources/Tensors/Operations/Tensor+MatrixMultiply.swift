import Kernels

extension Tensor {
    /// `x · weightᵀ + bias` over the last axis: `[..., in] -> [..., out]`.
    ///
    /// - Parameters:
    ///   - weight: `[out, in]`, as checkpoints have it.
    ///   - bias: `[out]`.
    ///   - residual: added to the result, which takes its memory where nothing else refers to it.
    public func linear(weight: Tensor, bias: Tensor? = nil, adding residual: consuming Tensor? = nil)
        -> Tensor
    {
        linear(weight: .tensor(weight), bias: bias, adding: consume residual)
    }

    /// `x · weightᵀ + bias` with a weight that may be frozen.
    public func linear(weight: Weight, bias: Tensor? = nil, adding residual: consuming Tensor? = nil)
        -> Tensor
    {
        let sizes = trusted { () throws(TensorError) in
            try LinearSizes(input: shape, weight: weight.shape, bias: bias?.shape)
        }
        let residualShape = residual?.shape
        trusted { () throws(TensorError) in
            try sizes.result.checkResidual(residualShape, operation: "linear")
        }
        Execution.count(sizes.multiplyAccumulates)
        let node = linearNode(sizes, weight: weight, bias: bias, residual: residual)
        let accumulates = residualShape != nil
        let output = Self.destination(count: sizes.result.count, addingTo: consume residual)
        weight.withKernelWeight {
            Execution.compute.linear(
                rows: sizes.rows, inputs: sizes.inputs, outputs: sizes.outputs, input: pointer, weight: $0,
                bias: bias?.pointer, output: output.pointer, accumulate: accumulates)
        }
        withExtendedLifetime((self, bias)) {}
        return Tensor(shape: sizes.result, storage: output, node: node)
    }

    private func linearNode(_ sizes: LinearSizes, weight: Weight, bias: Tensor?, residual: Tensor?)
        -> GradientNode?
    {
        let terms = [self] + [weight.tensor, bias, residual].compactMap { $0 }
        return Self.node(shape: sizes.result, inputs: terms) {
            // Each side is needed for the gradient of the other.
            let keptWeight = requiresGradient ? weight.detached : nil
            let keptInput = weight.tensor?.requiresGradient == true ? self.detached : nil
            let inputShape = shape
            let isLearned = weight.tensor != nil
            let (hasBias, isBiasNeeded) = (bias != nil, bias?.requiresGradient == true)
            let isAdded = residual != nil
            return { gradient in
                var gradients: [Tensor?] = [
                    keptWeight.map { gradient.linearInputGradient(sizes, weight: $0, shape: inputShape) }
                ]
                if isLearned {
                    gradients.append(
                        keptInput.map {
                            gradient.reshaped([sizes.rows, sizes.outputs]).matrixProduct(
                                $0.reshaped([sizes.rows, sizes.inputs]), transposeLeft: true)
                        })
                }
                if hasBias { gradients.append(isBiasNeeded ? gradient.columnSums() : nil) }
                if isAdded { gradients.append(gradient) }
                return gradients
            }
        }
    }

    /// This tensor, as the gradient of the result of `linear`, becomes that of its input.
    private func linearInputGradient(_ sizes: LinearSizes, weight: Weight, shape: Shape) -> Tensor {
        Execution.count(sizes.multiplyAccumulates)
        return Tensor(shape: shape) { buffer in
            guard let target = buffer.baseAddress else { return }
            weight.withKernelWeight {
                Execution.compute.linearInputGradient(
                    rows: sizes.rows, inputs: sizes.inputs, outputs: sizes.outputs, outputGradient: pointer,
                    weight: $0, inputGradient: target)
            }
        }
    }

    /// Product of two matrices, each transposed first if wanted.
    public func matrixProduct(_ right: Tensor, transposeLeft: Bool = false, transposeRight: Bool = false)
        -> Tensor
    {
        let sizes = trusted { () throws(TensorError) in
            try MatrixProductSizes(
                left: shape, right: right.shape, transposeLeft: transposeLeft, transposeRight: transposeRight)
        }
        let (m, n, k) = (sizes.rows, sizes.columns, sizes.depth)
        Execution.count(m * n * k)
        return Tensor(
            shape: [m, n], inputs: [self, right],
            filledBy: { output in
                Execution.compute.gemm(
                    m: m, n: n, k: k, a: pointer, lda: shape[1], transposeA: transposeLeft, b: right.pointer,
                    ldb: right.shape[1], transposeB: transposeRight, c: output, ldc: n, accumulate: false,
                    bias: nil)
            },
            rule: matrixProductRule(right, transposeLeft: transposeLeft, transposeRight: transposeRight))
    }

    private func matrixProductRule(_ right: Tensor, transposeLeft: Bool, transposeRight: Bool)
        -> GradientNode.Rule
    {
        // Each side is needed for the gradient of the other.
        let keptLeft = right.requiresGradient ? self.detached : nil
        let keptRight = requiresGradient ? right.detached : nil
        return { gradient in
            [
                keptRight.map { right in
                    transposeLeft
                        ? right.matrixProduct(gradient, transposeLeft: transposeRight, transposeRight: true)
                        : gradient.matrixProduct(right, transposeRight: !transposeRight)
                },
                keptLeft.map { left in
                    transposeRight
                        ? gradient.matrixProduct(left, transposeLeft: true, transposeRight: transposeLeft)
                        : left.matrixProduct(gradient, transposeLeft: !transposeLeft)
                },
            ]
        }
    }
}
