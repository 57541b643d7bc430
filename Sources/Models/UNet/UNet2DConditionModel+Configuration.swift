extension UNet2DConditionModel {
    /// The sizes of the network, as the `config.json` of diffusers gives them.
    ///
    /// Settings that diffusers lets stand for all blocks are lists here, one value for each block from the
    /// outermost in. Values that change the network in a way that is not written here are refused when a file is
    /// decoded.
    public struct Configuration: Sendable, Hashable {
        /// Kinds of the blocks on the way down.
        public enum DownBlock: String, CaseIterable, Sendable {
            case residual = "DownBlock2D"
            case crossAttention = "CrossAttnDownBlock2D"
        }

        /// Kinds of the blocks on the way up.
        public enum UpBlock: String, CaseIterable, Sendable {
            case residual = "UpBlock2D"
            case crossAttention = "CrossAttnUpBlock2D"
        }

        /// What SDXL adds to the time embedding ("text_time"): a pooled text embedding and six sizes.
        public struct TextAndTime: Sendable, Hashable {
            /// Sinusoidal features of each of the sizes (`addition_time_embed_dim`).
            public var timeFeatures: Int
            /// Features of text and sizes together (`projection_class_embeddings_input_dim`).
            public var inputs: Int

            public init(timeFeatures: Int, inputs: Int) {
                self.timeFeatures = timeFeatures
                self.inputs = inputs
            }
        }

        public var inputChannels: Int
        public var outputChannels: Int
        /// Height and width of the latents that the network was trained on.
        public var sampleSize: Int?
        /// Channels of each block, from the outermost in.
        public var blockChannels: [Int]
        public var downBlocks: [DownBlock]
        /// From the innermost out.
        public var upBlocks: [UpBlock]
        /// Residual blocks of each block on the way down; one more on the way up.
        public var layersPerBlock: [Int]
        /// Heads of each block. diffusers names the setting `attention_head_dim`, by an old mistake.
        public var heads: [Int]
        /// Width of the text that is attended to.
        public var contextFeatures: [Int]
        /// Transformer blocks of each attention.
        public var transformerLayers: [Int]
        /// Whether the projections around the transformer blocks are linear layers and not 1x1 convolutions.
        public var usesLinearProjection: Bool
        public var normGroups: Int
        public var normEpsilon: Float
        /// Whether the cosines of the time come before the sines.
        public var cosinesFirst: Bool
        public var frequencyShift: Int
        /// Zeros around pictures that are made smaller; 0 pads below and on the right only.
        public var downsamplePadding: Int
        public var added: TextAndTime?

        public init(
            inputChannels: Int = 4, outputChannels: Int = 4, sampleSize: Int? = nil,
            blockChannels: [Int] = [320, 640, 1280, 1280],
            downBlocks: [DownBlock] = [.crossAttention, .crossAttention, .crossAttention, .residual],
            upBlocks: [UpBlock] = [.residual, .crossAttention, .crossAttention, .crossAttention],
            layersPerBlock: [Int]? = nil, heads: [Int], contextFeatures: Int,
            transformerLayers: [Int]? = nil, usesLinearProjection: Bool = false, normGroups: Int = 32,
            normEpsilon: Float = 1e-5, cosinesFirst: Bool = true, frequencyShift: Int = 0,
            downsamplePadding: Int = 1, added: TextAndTime? = nil
        ) {
            let count = blockChannels.count
            self.inputChannels = inputChannels
            self.outputChannels = outputChannels
            self.sampleSize = sampleSize
            self.blockChannels = blockChannels
            self.downBlocks = downBlocks
            self.upBlocks = upBlocks
            self.layersPerBlock = layersPerBlock ?? Array(repeating: 2, count: count)
            self.heads = heads
            self.contextFeatures = Array(repeating: contextFeatures, count: count)
            self.transformerLayers = transformerLayers ?? Array(repeating: 1, count: count)
            self.usesLinearProjection = usesLinearProjection
            self.normGroups = normGroups
            self.normEpsilon = normEpsilon
            self.cosinesFirst = cosinesFirst
            self.frequencyShift = frequencyShift
            self.downsamplePadding = downsamplePadding
            self.added = added
        }

        /// Width of the time embedding.
        var embeddingFeatures: Int { blockChannels[0] * 4 }
    }
}

extension UNet2DConditionModel.Configuration {
    /// runwayml/stable-diffusion-v1-5: 860 M parameters.
    public static let stableDiffusion15 = Self(
        sampleSize: 64, heads: [8, 8, 8, 8], contextFeatures: 768)

    /// stabilityai/stable-diffusion-2-1: 866 M parameters.
    public static let stableDiffusion21 = Self(
        sampleSize: 96, heads: [5, 10, 20, 20], contextFeatures: 1024, usesLinearProjection: true)

    /// stabilityai/sd-turbo: 866 M parameters.
    public static let sdTurbo = Self(
        sampleSize: 64, heads: [5, 10, 20, 20], contextFeatures: 1024, usesLinearProjection: true)

    /// stabilityai/stable-diffusion-xl-base-1.0, and SDXL-Turbo: 2567 M parameters.
    public static let stableDiffusionXL = Self(
        sampleSize: 128, blockChannels: [320, 640, 1280],
        downBlocks: [.residual, .crossAttention, .crossAttention],
        upBlocks: [.crossAttention, .crossAttention, .residual], heads: [5, 10, 20], contextFeatures: 2048,
        transformerLayers: [1, 2, 10], usesLinearProjection: true,
        added: TextAndTime(timeFeatures: 256, inputs: 2816))
}
