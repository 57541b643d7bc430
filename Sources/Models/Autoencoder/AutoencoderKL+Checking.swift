import Tensors

extension AutoencoderKL {
    /// The picture of latents that come from outside: what does not fit is an error.
    public func decode(checking latents: Tensor) throws(ModelInputError) -> Tensor {
        try check(latents: latents.shape)
        return decode(latents)
    }

    /// The picture of latents of the U-Net's scale that come from outside.
    public func pictures(checking scaledLatents: Tensor) throws(ModelInputError) -> Tensor {
        try check(latents: scaledLatents.shape)
        return pictures(of: scaledLatents)
    }

    /// The distribution of the latents of pictures that come from outside.
    public func encode(checking pictures: Tensor) throws(ModelInputError) -> LatentDistribution {
        try check(pictures: pictures.shape)
        return encode(pictures)
    }

    /// Whether there is a decoder that takes such latents.
    public func check(latents: Shape) throws(ModelInputError) {
        guard parts != .encoder else {
            throw .conditioning(
                model: Self.architecture, found: "latents", expected: "pictures: it has no decoder")
        }
        try InputCheck(Self.architecture).shape(
            latents, "latents", [nil, nil, nil, configuration.latentChannels], letters: ["B", "H", "W"])
    }

    /// Whether there is an encoder that takes such pictures.
    public func check(pictures: Shape) throws(ModelInputError) {
        guard parts != .decoder else {
            throw .conditioning(
                model: Self.architecture, found: "pictures", expected: "latents: it has no encoder")
        }
        let (reduction, channels) = (configuration.reduction, configuration.inputChannels)
        try InputCheck(Self.architecture).shape(
            pictures, "pictures", [nil, nil, nil, channels], letters: ["B", "H", "W"])
        guard pictures[1] >= reduction, pictures[2] >= reduction else {
            throw .shape(
                model: Self.architecture, input: "pictures", found: pictures,
                expected: "[B, H, W, \(channels)] with H and W of at least \(reduction)")
        }
    }
}
