import Tensors

extension StableDiffusionPipeline {
    /// What the U-Net predicts, with classifier-free guidance (arXiv 2207.12598):
    /// `unconditional + guidance · (conditional - unconditional)`.
    ///
    /// - Parameters:
    ///   - latents: the state before the step, `[B, H, W, channels]`, not scaled for the network.
    ///   - step: 0 for the first one.
    ///   - conditioning: of B prompts.
    ///   - guidance: up to 1, only the conditional half is computed; above, both in one batch.
    /// - Returns: the prediction in the shape of the latents, for `Sampler.step`.
    public func predict(
        _ latents: Tensor, step: Int, sampler: Sampler, conditioning: PipelineConditioning,
        guidance: Float = 1
    ) throws(PipelineError) -> Tensor {
        guard sampler.steps.indices.contains(step) else {
            throw .sampler(.step(found: step, count: sampler.count))
        }
        try check(latents, conditioning)
        guard guidance.isFinite else { throw .guidance(guidance) }
        let timestep = sampler.steps[step].timestep
        let input = sampler.modelInput(latents, step: step)
        guard guidance > 1 else {
            return call(input, timestep, conditioning.prompts, conditioning.sizes)
        }
        guard let unconditional = conditioning.unconditional else {
            throw .noUnconditional(guidance: guidance)
        }
        let count = conditioning.count
        let both = call(
            .concatenated([input, input], axis: 0), timestep, .joined([unconditional, conditioning.prompts]),
            conditioning.sizes)  // (2 · B, H, W, channels)
        let without = both.sliced(axis: 0, 0..<count)
        let with = both.sliced(axis: 0, count..<2 * count)
        return without + (with - without) * guidance
    }

    /// A prediction and the step of the sampler that follows from it.
    ///
    /// - Parameter noise: standard normals in the shape of the latents, for a step that adds fresh noise
    ///   (`sampler.steps[step].noise > 0`).
    /// - Returns: the latents before the next step, and the Tweedie estimate of the final latents.
    public func step(
        _ latents: Tensor, step: Int, sampler: Sampler, conditioning: PipelineConditioning,
        guidance: Float = 1,
        noise: Tensor? = nil
    ) throws(PipelineError) -> Sampler.Result {
        let prediction = try predict(
            latents, step: step, sampler: sampler, conditioning: conditioning, guidance: guidance)
        do throws(SamplerError) {
            return try sampler.step(latents, prediction: prediction, step: step, noise: noise)
        } catch {
            throw .sampler(error)
        }
    }

    /// All steps.
    ///
    /// - Parameters:
    ///   - latents: standard normals times `sampler.initialNoiseScale`, `[B, H, W, channels]`.
    ///   - first: the step to begin with, for latents that have come so far.
    ///   - freshNoise: asked in each step that adds noise, with the number of the step: standard normals in the shape
    ///     of the latents.
    ///   - observe: called after each step.
    /// - Returns: latents without noise.
    public func latents(
        from latents: Tensor, first: Int = 0, sampler: Sampler, conditioning: PipelineConditioning,
        guidance: Float = 1, freshNoise: (Int) throws -> Tensor? = { _ in nil },
        observe: (Int, Sampler.Result) throws -> Void = { _, _ in }
    ) throws -> Tensor {
        guard (0...sampler.count).contains(first) else {
            throw PipelineError.sampler(.step(found: first, count: sampler.count))
        }
        try check(latents, conditioning)
        var state = latents
        for step in first..<sampler.count {
            let noise = sampler.steps[step].noise > 0 ? try freshNoise(step) : nil
            let result = try self.step(
                state, step: step, sampler: sampler, conditioning: conditioning, guidance: guidance,
                noise: noise)
            state = result.next
            try observe(step, result)
        }
        return state
    }

    private func call(
        _ input: Tensor, _ timestep: Float, _ part: PipelineConditioning.Part, _ sizes: PictureSizes?
    ) -> Tensor {
        let batch = input.shape[0]
        let reduction = autoencoder.reduction
        let sizes =
            sizes ?? PictureSizes(height: input.shape[1] * reduction, width: input.shape[2] * reduction)
        return unet(
            input, timesteps: Array(repeating: timestep, count: batch), text: part.text,
            added: part.pooled.map {
                .init(pooledText: $0, sizes: Array(repeating: sizes.values, count: batch))
            })
    }

    private func check(_ latents: Tensor, _ conditioning: PipelineConditioning) throws(PipelineError) {
        let channels = autoencoder.latentChannels
        let count = conditioning.count
        let shape = latents.shape
        guard shape.rank == 4, shape[0] == count, shape[3] == channels, shape[1] > 0, shape[2] > 0 else {
            throw .shape(
                name: "latents", found: shape,
                expected: "[\(count), height, width, \(channels)], one for each prompt")
        }
        for part in [conditioning.prompts, conditioning.unconditional].compactMap({ $0 }) {
            let features = unet.configuration.contextFeatures[0]
            guard part.text.shape.rank == 3, part.text.shape[0] == count, part.text.shape[2] == features
            else {
                throw .shape(
                    name: "text", found: part.text.shape, expected: "[\(count), length, \(features)]")
            }
            let pooled = textEncoders.last?.configuration.projectionFeatures ?? 0
            let expected: Shape? = isXL ? [count, pooled] : nil
            guard part.pooled?.shape == expected else {
                throw .shape(
                    name: "pooled text", found: part.pooled?.shape ?? [],
                    expected: expected.map { "\($0)" } ?? "none")
            }
        }
    }
}
