extension CLIPTextModel {
    /// The sizes of the tower, as the `config.json` of transformers gives them.
    public struct Configuration: Sendable, Hashable {
        public var vocabulary: Int
        public var features: Int
        /// Width inside of the feed-forward parts.
        public var innerFeatures: Int
        /// Width of the embedding; `nil` for a tower without projection.
        public var projectionFeatures: Int?
        public var layers: Int
        public var heads: Int
        /// Longest text in tokens.
        public var length: Int
        public var activation: CLIPActivation
        public var normEpsilon: Float
        /// The token that ends a text. Old configurations have 2, which stands for the highest token of the text.
        public var endToken: Int

        public init(
            vocabulary: Int = 49_408, features: Int, innerFeatures: Int, projectionFeatures: Int? = nil,
            layers: Int, heads: Int, length: Int = 77, activation: CLIPActivation,
            normEpsilon: Float = 1e-5, endToken: Int = 49_407
        ) {
            self.vocabulary = vocabulary
            self.features = features
            self.innerFeatures = innerFeatures
            self.projectionFeatures = projectionFeatures
            self.layers = layers
            self.heads = heads
            self.length = length
            self.activation = activation
            self.normEpsilon = normEpsilon
            self.endToken = endToken
        }

        var encoder: CLIPEncoder.Sizes {
            CLIPEncoder.Sizes(
                features: features, innerFeatures: innerFeatures, layers: layers, heads: heads,
                activation: activation, epsilon: normEpsilon)
        }
    }
}

extension CLIPTextModel.Configuration {
    /// The text encoder of Stable Diffusion 1.x, and the first one of SDXL (CLIP ViT-L/14): 123 M parameters.
    public static let stableDiffusion15 = Self(
        features: 768, innerFeatures: 3072, layers: 12, heads: 12, activation: .quickGelu)

    /// The text encoder of Stable Diffusion 2.x and Turbo (OpenCLIP ViT-H/14 without its last layer): 340 M
    /// parameters.
    public static let stableDiffusion21 = Self(
        features: 1024, innerFeatures: 4096, layers: 23, heads: 16, activation: .gelu)

    /// The same as that of Stable Diffusion 2.1.
    public static let sdTurbo = stableDiffusion21

    /// The second text encoder of SDXL (OpenCLIP ViT-bigG/14): 695 M parameters.
    public static let stableDiffusionXLSecond = Self(
        features: 1280, innerFeatures: 5120, projectionFeatures: 1280, layers: 32, heads: 20,
        activation: .gelu)
}

extension CLIPTextModel.Configuration: Codable {
    /// Reads the settings of a `config.json`; the defaults are those of transformers.
    public init(from decoder: any Decoder) throws {
        let settings = try SettingReader(decoder, architecture: CLIPTextModel.architecture)
        vocabulary = try settings.value("vocab_size", default: 49_408)
        features = try settings.value("hidden_size", default: 512)
        innerFeatures = try settings.value("intermediate_size", default: 2048)
        projectionFeatures =
            try CLIPTower.isProjected(settings) ? settings.value("projection_dim", default: 512) : nil
        layers = try settings.value("num_hidden_layers", default: 12)
        heads = try settings.value("num_attention_heads", default: 8)
        length = try settings.value("max_position_embeddings", default: 77)
        activation = try CLIPTower.activation(settings)
        normEpsilon = try settings.value("layer_norm_eps", default: 1e-5)
        endToken = try settings.first("eos_token_id", default: 49_407)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: SettingKey.self)
        try container.encode(
            [CLIPTower.architecture("CLIPTextModel", isProjected: projectionFeatures != nil)],
            forKey: "architectures")
        try container.encode("clip_text_model", forKey: "model_type")
        try container.encode(vocabulary, forKey: "vocab_size")
        try container.encode(features, forKey: "hidden_size")
        try container.encode(innerFeatures, forKey: "intermediate_size")
        try container.encodeIfPresent(projectionFeatures, forKey: "projection_dim")
        try container.encode(layers, forKey: "num_hidden_layers")
        try container.encode(heads, forKey: "num_attention_heads")
        try container.encode(length, forKey: "max_position_embeddings")
        try container.encode(activation.rawValue, forKey: "hidden_act")
        try container.encode(normEpsilon, forKey: "layer_norm_eps")
        try container.encode(endToken, forKey: "eos_token_id")
    }
}

extension CLIPTextModel.Configuration: ModelConfiguration {
    var sizes: [ModelSize] {
        [
            ModelSize(name: "vocab_size", value: vocabulary, limit: 1 << 20),
            ModelSize(name: "num_attention_heads", value: heads, limit: 512),
            ModelSize(name: "hidden_size", value: features, multiple: max(heads, 1), limit: 16_384),
            ModelSize(name: "intermediate_size", value: innerFeatures, limit: 65_536),
            ModelSize(name: "projection_dim", value: projectionFeatures ?? 1, limit: 16_384),
            ModelSize(name: "num_hidden_layers", value: layers, limit: 256),
            ModelSize(name: "max_position_embeddings", value: length, limit: 65_536),
        ]
    }
}
