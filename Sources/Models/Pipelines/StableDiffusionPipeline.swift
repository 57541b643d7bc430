import Layers
import Tensors

/// Stable Diffusion 1.5, 2.x, Turbo and XL: prompts and noise to pictures, with the arithmetic of diffusers'
/// `StableDiffusionPipeline` and `StableDiffusionXLPipeline`.
///
/// Every stage is a function of its own, for methods that search, estimate and train between them:
///
///     let pipeline = try StableDiffusionPipeline(PipelineFolder("sd-turbo"), tokenizers: [tokenizer])
///     let conditioning = try pipeline.conditioning(["a cat"], isGuided: false)
///     let sampler = try pipeline.sampler(steps: 1)
///     let shape = try pipeline.latentShape(count: 1, height: 512, width: 512)
///     let noise = Tensor.normal(shape, from: RandomStream(seed: 7)) * sampler.initialNoiseScale
///     let latents = try pipeline.latents(from: noise, sampler: sampler, conditioning: conditioning)
///     let bytes = StableDiffusionPipeline.eightBit(try pipeline.decode(latents))
///
/// Differentiable with respect to latents and conditioning, and to trainable and adapted parameters.
/// Multiply-accumulates are counted as everywhere (`Execution.measured`).
public struct StableDiffusionPipeline {
    public private(set) var unet: UNet2DConditionModel
    /// Large or small; `replacingAutoencoder` changes it.
    public private(set) var autoencoder: any PictureAutoencoder
    /// One; two for SDXL.
    public let textEncoders: [CLIPTextModel]
    /// One for each text encoder; empty for a pipeline that is given token ids.
    public let tokenizers: [any PromptTokenizer]
    /// The sampler of the pipeline, which a caller may exchange.
    public var samplerConfiguration: SamplerConfiguration
    /// Whether guidance compares with zeros and not with an empty prompt, where no negative prompt is given
    /// (`force_zeros_for_empty_prompt`).
    public let zeroesEmptyPrompt: Bool
    /// The weights of parts that were loaded, by the name of the part's folder: to build a part again with adapters
    /// around the same weights, or to see their sizes.
    public private(set) var stores: [String: ParameterStore]
    /// The low-rank terms that parts were loaded with, frozen, by the name of the part's folder. A part that is built
    /// again from its store needs them: `stores["unet"]` holds the weights without them.
    public let adapters: [String: LowRankAdapter]

    /// Longest side of a picture, in pixels.
    static let largestSide = 16_384

    /// A pipeline of parts that were loaded or made one by one.
    public init(
        unet: UNet2DConditionModel, autoencoder: any PictureAutoencoder, textEncoders: [CLIPTextModel],
        samplerConfiguration: SamplerConfiguration, tokenizers: [any PromptTokenizer] = [],
        zeroesEmptyPrompt: Bool = false, stores: [String: ParameterStore] = [:],
        adapters: [String: LowRankAdapter] = [:]
    ) throws(PipelineError) {
        self.unet = unet
        self.autoencoder = autoencoder
        self.textEncoders = textEncoders
        self.samplerConfiguration = samplerConfiguration
        self.tokenizers = tokenizers
        self.zeroesEmptyPrompt = zeroesEmptyPrompt
        self.stores = stores
        self.adapters = adapters
        try check()
    }

    /// Whether the U-Net is conditioned on pooled text and sizes as well, as that of SDXL.
    public var isXL: Bool { unet.configuration.added != nil }

    /// Pixels of a side of the pictures that the network was trained on, if its configuration says so.
    public var trainedSide: Int? { unet.configuration.sampleSize.map { $0 * autoencoder.reduction } }

    /// The same pipeline with another autoencoder for the same latents, such as the small one.
    public func replacingAutoencoder(_ autoencoder: any PictureAutoencoder) throws(PipelineError) -> Self {
        var pipeline = self
        pipeline.autoencoder = autoencoder
        pipeline.stores["vae"] = nil
        try pipeline.check()
        return pipeline
    }

    /// The same pipeline with another U-Net of the same configuration, such as one with low-rank terms.
    public func replacingUNet(_ unet: UNet2DConditionModel) throws(PipelineError) -> Self {
        var pipeline = self
        pipeline.unet = unet
        try pipeline.check()
        return pipeline
    }

    /// The pipeline's sampler with a number of steps.
    ///
    /// - Parameter eta: share of fresh noise in the steps of DDIM.
    public func sampler(steps: Int, eta: Double = 0) throws(PipelineError) -> Sampler {
        do throws(SamplerError) {
            return try Sampler(samplerConfiguration, steps: steps, eta: eta)
        } catch {
            throw .sampler(error)
        }
    }

    /// The shape of the latents of pictures.
    public func latentShape(count: Int, height: Int, width: Int) throws(PipelineError) -> Shape {
        let reduction = autoencoder.reduction
        for side in [height, width]
        where side < reduction || side > Self.largestSide || side % reduction != 0 {
            throw .size(height: height, width: width, multiple: reduction, limit: Self.largestSide)
        }
        guard (1...65_536).contains(count) else { throw .count(count) }
        return [count, height / reduction, width / reduction, autoencoder.latentChannels]
    }

    /// Parts from different folders may not fit, and layers would trap.
    private func check() throws(PipelineError) {
        let channels = autoencoder.latentChannels
        for (name, found) in [
            ("in_channels", unet.configuration.inputChannels),
            ("out_channels", unet.configuration.outputChannels),
        ] where found != channels {
            throw .mismatch(
                "\"\(name)\" of the U-Net is \(found), and latents of the autoencoder have \(channels) channels"
            )
        }
        guard autoencoder.pictureChannels == 3 else {
            throw .mismatch(
                "pictures of the autoencoder have \(autoencoder.pictureChannels) channels and not 3")
        }
        let expected = isXL ? 2 : 1
        guard textEncoders.count == expected, tokenizers.isEmpty || tokenizers.count == expected else {
            throw .mismatch(
                "\(textEncoders.count) text encoders and \(tokenizers.count) tokenizers; this U-Net needs \(expected)"
            )
        }
        let features = textEncoders.reduce(0) { $0 + $1.configuration.features }
        if let found = unet.configuration.contextFeatures.first(where: { $0 != features }) {
            throw .mismatch(
                "\"cross_attention_dim\" of the U-Net is \(found), and the text encoders give \(features) features"
            )
        }
        guard let added = unet.configuration.added else { return }
        guard let pooled = textEncoders[1].configuration.projectionFeatures else {
            throw .mismatch("the second text encoder has no projection, which this U-Net needs")
        }
        guard added.inputs == pooled + 6 * added.timeFeatures else {
            throw .mismatch(
                "\"projection_class_embeddings_input_dim\" of the U-Net is \(added.inputs), and pooled text and sizes "
                    + "give \(pooled + 6 * added.timeFeatures)")
        }
    }
}
