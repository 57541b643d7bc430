import Kernels

extension Tensor {
    /// Group normalisation of `[B, ..., C]`, optionally modulated per sample and followed by SiLU:
    /// `silu(affine(norm(x)) · (1 + scale) + shift)`.
    ///
    /// - Parameters:
    ///   - gamma: `[C]`. `beta`: `[C]`.
    ///   - scale: `[B, C]`, as a time embedding gives it, together with `shift`.
    public func groupNorm(
        groups: Int, gamma: Tensor, beta: Tensor, scale: Tensor? = nil, shift: Tensor? = nil,
        silu: Bool = false,
        epsilon: Float = 1e-5
    ) -> Tensor {
        let sizes = trusted { () throws(TensorError) in
            try NormalizationSizes(
                input: shape, groups: groups, gamma: gamma.shape, beta: beta.shape, scale: scale?.shape,
                shift: shift?.shape)
        }
        let (batch, channels) = (sizes.batch, sizes.channels)
        let norm = sizes.kernelShape(groups: groups, epsilon: epsilon)
        let mean = Storage(count: batch * groups)
        let deviation = Storage(count: batch * groups)
        let modulation = scale.map { [$0, shift!] } ?? []
        return Tensor(
            shape: shape, inputs: [self, gamma, beta] + modulation,
            filledBy: { output in
                Execution.compute.groupNorm(
                    norm, input: pointer, gamma: gamma.pointer, beta: beta.pointer, scale: scale?.pointer,
                    shift: shift?.pointer, silu: silu, output: output, mean: mean.pointer,
                    reciprocalDeviation: deviation.pointer)
            },
            rule: {
                [
                    input = self.detached, gamma = gamma.detached, beta = beta.detached,
                    scale = scale?.detached, shift = shift?.detached,
                    isAffineNeeded = gamma.requiresGradient || beta.requiresGradient,
                    isModulationNeeded = modulation.contains { $0.requiresGradient },
                    isModulated = !modulation.isEmpty
                ] gradient in
                let ofInput = Storage(count: input.count)
                let ofGamma = isAffineNeeded ? Storage(count: channels) : nil
                let ofBeta = isAffineNeeded ? Storage(count: channels) : nil
                let ofScale = isModulationNeeded ? Storage(count: batch * channels) : nil
                let ofShift = isModulationNeeded ? Storage(count: batch * channels) : nil
                Execution.compute.groupNormGradient(
                    norm, input: input.pointer, gamma: gamma.pointer, beta: beta.pointer,
                    scale: scale?.pointer,
                    shift: shift?.pointer, silu: silu, mean: UnsafePointer(mean.pointer),
                    reciprocalDeviation: UnsafePointer(deviation.pointer), outputGradient: gradient.pointer,
                    inputGradient: ofInput.pointer, gammaGradient: ofGamma?.pointer,
                    betaGradient: ofBeta?.pointer,
                    scaleGradient: ofScale?.pointer, shiftGradient: ofShift?.pointer)
                return [
                    Tensor(shape: input.shape, storage: ofInput),
                    ofGamma.map { Tensor(shape: [channels], storage: $0) },
                    ofBeta.map { Tensor(shape: [channels], storage: $0) },
                ]
                    + (!isModulated
                        ? []
                        : [
                            ofScale.map { Tensor(shape: [batch, channels], storage: $0) },
                            ofShift.map { Tensor(shape: [batch, channels], storage: $0) },
                        ])
            })
    }

    /// Layer normalisation over the last axis.
    public func layerNorm(gamma: Tensor, beta: Tensor, epsilon: Float = 1e-5) -> Tensor {
        let sizes = trusted { () throws(TensorError) in
            try NormalizationSizes(layer: shape, gamma: gamma.shape, beta: beta.shape)
        }
        let (rows, columns) = (sizes.batch, sizes.channels)
        let mean = Storage(count: rows)
        let deviation = Storage(count: rows)
        return Tensor(
            shape: shape, inputs: [self, gamma, beta],
            filledBy: { output in
                Execution.compute.layerNorm(
                    rows: rows, columns: columns, epsilon: epsilon, input: pointer, gamma: gamma.pointer,
                    beta: beta.pointer, output: output, mean: mean.pointer,
                    reciprocalDeviation: deviation.pointer)
            },
            rule: {
                [
                    input = self.detached, gamma = gamma.detached,
                    isAffineNeeded = gamma.requiresGradient || beta.requiresGradient
                ] gradient in
                let ofInput = Storage(count: input.count)
                let ofGamma = isAffineNeeded ? Storage(count: columns) : nil
                let ofBeta = isAffineNeeded ? Storage(count: columns) : nil
                Execution.compute.layerNormGradient(
                    rows: rows, columns: columns, input: input.pointer, gamma: gamma.pointer,
                    mean: UnsafePointer(mean.pointer), reciprocalDeviation: UnsafePointer(deviation.pointer),
                    outputGradient: gradient.pointer, inputGradient: ofInput.pointer,
                    gammaGradient: ofGamma?.pointer, betaGradient: ofBeta?.pointer)
                return [
                    Tensor(shape: input.shape, storage: ofInput),
                    ofGamma.map { Tensor(shape: [columns], storage: $0) },
                    ofBeta.map { Tensor(shape: [columns], storage: $0) },
                ]
            })
    }
}
