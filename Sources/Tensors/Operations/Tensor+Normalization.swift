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
        let (batch, channels) = (shape[0], shape.last)
        precondition(
            channels % groups == 0 && gamma.shape == [channels] && beta.shape == [channels],
            "group norm: input \(shape), \(groups) groups, gamma \(gamma.shape), beta \(beta.shape)")
        precondition(
            (scale == nil) == (shift == nil)
                && [scale, shift].allSatisfy { $0 == nil || $0!.shape == [batch, channels] },
            "group norm: scale and shift come together as [\(batch), \(channels)]")
        let norm = Compute.GroupNormShape(
            batch: batch, spatial: count / max(batch * channels, 1), channels: channels, groups: groups,
            epsilon: epsilon)
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
            rule: { [input = self.detached] gradient in
                let isAffineNeeded = gamma.requiresGradient || beta.requiresGradient
                let isModulationNeeded = modulation.contains { $0.requiresGradient }
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
                    + (modulation.isEmpty
                        ? []
                        : [
                            ofScale.map { Tensor(shape: [batch, channels], storage: $0) },
                            ofShift.map { Tensor(shape: [batch, channels], storage: $0) },
                        ])
            })
    }

    /// Layer normalisation over the last axis.
    public func layerNorm(gamma: Tensor, beta: Tensor, epsilon: Float = 1e-5) -> Tensor {
        let (rows, columns) = (shape.rows, shape.last)
        precondition(
            gamma.shape == [columns] && beta.shape == [columns],
            "layer norm: input \(shape), gamma \(gamma.shape), beta \(beta.shape)")
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
            rule: { [input = self.detached] gradient in
                let isAffineNeeded = gamma.requiresGradient || beta.requiresGradient
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
