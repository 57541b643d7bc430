import Tensors

extension UNet2DConditionModel {
    /// The prediction for inputs that come from outside: what does not fit is an error.
    ///
    /// The parameters are those of the other call, which stops the program instead.
    public func callAsFunction(
        checking latents: Tensor, timesteps: [Float], text: Tensor, added: AddedConditioning? = nil
    ) throws(ModelInputError) -> Tensor {
        try check(latents: latents.shape, timesteps: timesteps.count, text: text.shape, added: added)
        return self(latents, timesteps: timesteps, text: text, added: added)
    }

    /// Whether the network takes inputs of these sizes.
    ///
    /// - Parameter timesteps: how many there are.
    public func check(
        latents: Shape, timesteps: Int, text: Shape, added: AddedConditioning? = nil
    ) throws(ModelInputError) {
        let check = InputCheck(Self.architecture)
        try check.shape(
            latents, "latents", [nil, nil, nil, configuration.inputChannels], letters: ["B", "H", "W"])
        let batch = latents[0]
        try check.count(timesteps, "time steps", expected: batch, "one for each of the latents")
        try check.shape(
            text, "text", [batch, nil, configuration.contextFeatures[0]], letters: ["T"])
        try self.check(added, batch: batch)
    }

    private func check(_ added: AddedConditioning?, batch: Int) throws(ModelInputError) {
        let check = InputCheck(Self.architecture)
        guard let sizes = configuration.added else {
            if added == nil { return }
            throw .conditioning(
                model: Self.architecture, found: "text, pooled text and sizes", expected: "text alone")
        }
        guard let added else {
            throw .conditioning(
                model: Self.architecture, found: "text alone", expected: "text, pooled text and sizes")
        }
        try check.count(added.sizes.count, "lists of sizes", expected: batch, "one for each of the latents")
        let features = added.pooledText.shape.rank == 2 ? added.pooledText.shape[1] : 0
        let (count, remainder) = (sizes.inputs - features).quotientAndRemainder(
            dividingBy: max(sizes.timeFeatures, 1))
        // The pooled text fills what the sizes leave: its width follows from how many there are.
        let numbers = added.sizes.first?.count ?? 6
        guard added.pooledText.shape.rank == 2, added.pooledText.shape[0] == batch, remainder == 0, count >= 1
        else {
            throw .shape(
                model: Self.architecture, input: "pooled text", found: added.pooledText.shape,
                expected: "[\(batch), \(sizes.inputs - numbers * sizes.timeFeatures)]")
        }
        for list in added.sizes {
            try check.count(
                list.count, "sizes", expected: count, "beside \(features) features of the pooled text")
        }
    }
}
