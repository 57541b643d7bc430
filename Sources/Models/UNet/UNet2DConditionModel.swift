import Layers
import Tensors

/// The denoising U-Net of Stable Diffusion (arXiv 2112.10752) 1.5, 2.1, Turbo and XL, with the parameter names and
/// the arithmetic of diffusers' `UNet2DConditionModel`.
///
/// What it predicts (noise, velocity) is the scheduler's business. Differentiable with respect to the noisy latents,
/// the text and trainable or adapted parameters.
///
///     let store = ParameterStore(.patterned(seed: 1))
///     let model = UNet2DConditionModel(store.scope, configuration: .sdTurbo)
///     let prediction = model(latents, timesteps: [999], text: text)
public struct UNet2DConditionModel {
    /// The class that wrote the configuration (`_class_name`).
    public static let architecture = "UNet2DConditionModel"

    /// What SDXL is conditioned on beside the text.
    public struct AddedConditioning {
        /// The pooled, projected text: `[B, F]`.
        public var pooledText: Tensor
        /// For each sample: original height and width, crop from the top and left, target height and width.
        public var sizes: [[Float]]

        public init(pooledText: Tensor, sizes: [[Float]]) {
            self.pooledText = pooledText
            self.sizes = sizes
        }
    }

    public let configuration: Configuration

    private let first: Convolution
    private let times: Sinusoids
    private let timeEmbedding: TimestepEmbedding
    private let addedTimes: Sinusoids?
    private let addedEmbedding: TimestepEmbedding?
    private let downBlocks: [UNetDownBlock]
    private let midBlock: UNetMidBlock
    private let upBlocks: [UNetUpBlock]
    private let lastNorm: GroupNorm
    private let last: Convolution

    /// - Precondition: a configuration as diffusers accepts it; what comes from a file was checked when it was
    ///   read.
    public init(_ scope: ParameterScope, configuration: Configuration) {
        self.configuration = configuration
        let channels = configuration.blockChannels
        let embedding = configuration.embeddingFeatures
        first = Convolution(
            scope["conv_in"], inputs: configuration.inputChannels, outputs: channels[0], kernel: 3, padding: 1
        )
        times = Sinusoids(
            features: channels[0], cosinesFirst: configuration.cosinesFirst,
            shift: configuration.frequencyShift)
        timeEmbedding = TimestepEmbedding(scope["time_embedding"], inputs: channels[0], outputs: embedding)
        addedTimes = configuration.added.map {
            Sinusoids(
                features: $0.timeFeatures, cosinesFirst: configuration.cosinesFirst,
                shift: configuration.frequencyShift)
        }
        addedEmbedding = configuration.added.map {
            TimestepEmbedding(scope["add_embedding"], inputs: $0.inputs, outputs: embedding)
        }
        let sizes = UNetSizes(configuration)
        downBlocks = Self.downBlocks(scope["down_blocks"], sizes: sizes, configuration: configuration)
        midBlock = UNetMidBlock(
            scope["mid_block"], sizes: sizes, channels: channels.last!,
            attention: UNetAttention(configuration, level: channels.count - 1))
        upBlocks = Self.upBlocks(scope["up_blocks"], sizes: sizes, configuration: configuration)
        lastNorm = GroupNorm(
            scope["conv_norm_out"], groups: configuration.normGroups, channels: channels[0],
            epsilon: configuration.normEpsilon)
        last = Convolution(
            scope["conv_out"], inputs: channels[0], outputs: configuration.outputChannels, kernel: 3,
            padding: 1)
    }

    /// The prediction for noisy latents.
    ///
    /// - Parameters:
    ///   - latents: `[B, H, W, inputChannels]`, scaled as the scheduler's `scale_model_input` does.
    ///   - timesteps: one for each sample, on the scale of training (0 to 999).
    ///   - text: hidden states of the text encoder, `[B, T, contextFeatures]`.
    ///   - added: for a model with `configuration.added`, and only for it.
    /// - Returns: `[B, H, W, outputChannels]`.
    public func callAsFunction(
        _ latents: Tensor, timesteps: [Float], text: Tensor, added: AddedConditioning? = nil
    ) -> Tensor {
        precondition(
            latents.shape.rank == 4 && timesteps.count == latents.shape[0]
                && text.shape[0] == latents.shape[0],
            "U-Net: latents \(latents.shape), \(timesteps.count) time steps, text \(text.shape)")
        let embedding = embedding(timesteps, added: added).silu  // (B, E)
        var x = first(latents)  // (B, H, W, C)
        var skips = [x]
        for block in downBlocks { x = block(consume x, embedding: embedding, text: text, skips: &skips) }
        x = midBlock(consume x, embedding: embedding, text: text)
        for block in upBlocks { x = block(consume x, embedding: embedding, text: text, skips: &skips) }
        return lastNorm.then(last, x, silu: true)
    }

    /// The embedding of times and, for SDXL, of text and sizes: `[B, E]`.
    private func embedding(_ timesteps: [Float], added: AddedConditioning?) -> Tensor {
        let time = timeEmbedding(times(timesteps))
        precondition(
            (added == nil) == (addedEmbedding == nil),
            "U-Net: text and sizes are given to the models that ask for them, and only to those")
        guard let added, let addedEmbedding, let addedTimes else { return time }
        let batch = timesteps.count
        precondition(
            added.sizes.count == batch && added.pooledText.shape[0] == batch,
            "U-Net: \(added.sizes.count) lists of sizes and pooled text \(added.pooledText.shape) for \(batch)"
        )
        let sizes = addedTimes(added.sizes.flatMap { $0 })  // (B · sizes, F)
        return time
            + addedEmbedding(
                .concatenated(
                    [added.pooledText, sizes.reshaped([batch, sizes.count / max(batch, 1)])], axis: 1))
    }

    private static func downBlocks(
        _ scope: ParameterScope, sizes: UNetSizes, configuration: Configuration
    ) -> [UNetDownBlock] {
        let channels = configuration.blockChannels
        return channels.indices.map { level in
            UNetDownBlock(
                scope[level], sizes: sizes, inputs: channels[max(level - 1, 0)], outputs: channels[level],
                layers: configuration.layersPerBlock[level],
                attention: configuration.downBlocks[level] == .crossAttention
                    ? UNetAttention(configuration, level: level) : nil,
                padding: level == channels.count - 1 ? nil : configuration.downsamplePadding)
        }
    }

    private static func upBlocks(
        _ scope: ParameterScope, sizes: UNetSizes, configuration: Configuration
    ) -> [UNetUpBlock] {
        let channels = configuration.blockChannels
        let count = channels.count
        return channels.indices.map { position in
            let level = count - 1 - position
            // Skips of this level, the last of which came from the level outside of it.
            let skips =
                Array(repeating: channels[level], count: configuration.layersPerBlock[level])
                + [channels[max(level - 1, 0)]]
            return UNetUpBlock(
                scope[position], sizes: sizes, inputs: channels[min(level + 1, count - 1)], skips: skips,
                outputs: channels[level],
                attention: configuration.upBlocks[position] == .crossAttention
                    ? UNetAttention(configuration, level: level) : nil,
                isUpsampled: position < count - 1)
        }
    }
}
