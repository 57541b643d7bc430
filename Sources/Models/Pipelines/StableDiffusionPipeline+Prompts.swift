import Tensors

extension StableDiffusionPipeline {
    /// What guidance compares the prompts with.
    public enum Unconditional: Sendable, Hashable {
        /// No guidance.
        case none
        /// Zeros in the place of hidden states and of pooled text.
        case zeros
        /// One negative prompt for all, or one for each prompt; an empty text is what the models were trained with.
        case prompts(PromptTokens)
    }

    /// The ids of texts for every text encoder.
    public func tokens(of texts: [String]) throws(PipelineError) -> PromptTokens {
        guard !tokenizers.isEmpty else { throw .noTokenizers }
        guard !texts.isEmpty else { throw .noPrompts }
        return PromptTokens(
            zip(tokenizers, textEncoders).map { tokenizer, encoder in
                texts.map { tokenizer.tokens(of: $0, length: encoder.configuration.length) }
            })
    }

    /// Encodes prompts, with the unconditional partner that diffusers gives them.
    ///
    /// - Parameters:
    ///   - negative: one negative prompt for all, or one for each prompt; an empty text, or zeros where
    ///     `zeroesEmptyPrompt`, if `nil`.
    ///   - isGuided: whether guidance will be used; the partner is left out otherwise.
    ///   - skippedLayers: last layers of the text encoders that are left out (`clip_skip`).
    public func conditioning(
        _ prompts: [String], negative: [String]? = nil, isGuided: Bool = true, skippedLayers: Int = 0
    ) throws(PipelineError) -> PipelineConditioning {
        let unconditional: Unconditional
        if !isGuided {
            unconditional = .none
        } else if negative == nil && zeroesEmptyPrompt {
            unconditional = .zeros
        } else {
            unconditional = .prompts(try tokens(of: negative ?? [""]))
        }
        return try conditioning(
            tokens(of: prompts), unconditional: unconditional, skippedLayers: skippedLayers)
    }

    /// Encodes prompts that are given as token ids.
    public func conditioning(
        _ prompts: PromptTokens, unconditional: Unconditional, skippedLayers: Int = 0
    ) throws(PipelineError) -> PipelineConditioning {
        let part = try encode(prompts, skippedLayers: skippedLayers)
        switch unconditional {
        case .none:
            return PipelineConditioning(prompts: part)
        case .zeros:
            return PipelineConditioning(prompts: part, unconditional: part.map { .zeros($0.shape) })
        case .prompts(let negative):
            // diffusers skips layers for prompts alone.
            let other = try encode(negative, skippedLayers: 0)
            guard negative.count == 1 || negative.count == prompts.count else {
                throw .tokens(
                    "\(negative.count) negative prompts for \(prompts.count) prompts; give one, or one for each"
                )
            }
            guard other.text.shape[1] == part.text.shape[1] else {
                throw .tokens(
                    "negative prompts of \(other.text.shape[1]) ids, prompts of \(part.text.shape[1])")
            }
            let repeated = Array(repeating: 0, count: prompts.count)
            return PipelineConditioning(
                prompts: part,
                unconditional: negative.count == prompts.count ? other : other.map { $0.gathered(repeated) })
        }
    }

    /// Hidden states of all text encoders side by side, and the pooled text of the last one for SDXL.
    private func encode(_ tokens: PromptTokens, skippedLayers: Int) throws(PipelineError)
        -> PipelineConditioning.Part
    {
        guard tokens.ids.count == textEncoders.count else {
            throw .tokens(
                "ids for \(tokens.ids.count) text encoders; this pipeline has \(textEncoders.count)")
        }
        guard tokens.count > 0 else { throw .noPrompts }
        // Everything is checked before anything is computed.
        var ids: [[[Int]]] = []
        for (index, encoder) in textEncoders.enumerated() {
            let layers = encoder.configuration.layers
            guard (0..<layers).contains(skippedLayers) else {
                throw .skippedLayers(found: skippedLayers, layers: layers)
            }
            ids.append(try tokens.checked(for: index, encoder.configuration))
        }
        guard Set(ids.map { $0[0].count }).count == 1 else {
            throw .tokens("prompts of \(ids.map { $0[0].count }) ids; all text encoders need the same")
        }
        let outputs = zip(textEncoders, ids).map { $0($1, skipped: skippedLayers) }
        guard isXL else { return PipelineConditioning.Part(text: outputs[0].hiddenState) }
        return PipelineConditioning.Part(
            text: .concatenated(outputs.map(\.penultimateState), axis: 2), pooled: outputs[1].embedding)
    }
}
