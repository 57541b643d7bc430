extension CLIPVisionModel {
    /// The sizes of the tower, as the `config.json` of transformers gives them.
    public struct Configuration: Sendable, Hashable {
        public var features: Int
        /// Width inside of the feed-forward parts.
        public var innerFeatures: Int
        /// Width of the embedding; `nil` for a tower without projection.
        public var projectionFeatures: Int?
        public var layers: Int
        public var heads: Int
        public var channels: Int
        /// Height and width of the pictures.
        public var imageSize: Int
        /// Height and width of a patch.
        public var patchSize: Int
        public var activation: CLIPActivation
        public var normEpsilon: Float

        public init(
            features: Int, innerFeatures: Int, projectionFeatures: Int?, layers: Int, heads: Int,
            channels: Int = 3, imageSize: Int = 224, patchSize: Int,
            activation: CLIPActivation, normEpsilon: Float = 1e-5
        ) {
            self.features = features
            self.innerFeatures = innerFeatures
            self.projectionFeatures = projectionFeatures
            self.layers = layers
            self.heads = heads
            self.channels = channels
            self.imageSize = imageSize
            self.patchSize = patchSize
            self.activation = activation
            self.normEpsilon = normEpsilon
        }

        var encoder: CLIPEncoder.Sizes {
            CLIPEncoder.Sizes(
                features: features, innerFeatures: innerFeatures, layers: layers, heads: heads,
                activation: activation, epsilon: normEpsilon)
        }
    }
}

extension CLIPVisionModel.Configuration {
    /// openai/clip-vit-base-patch32.
    public static let vitB32 = Self(
        features: 768, innerFeatures: 3072, projectionFeatures: 512, layers: 12, heads: 12, patchSize: 32,
        activation: .quickGelu)

    /// openai/clip-vit-large-patch14.
    public static let vitL14 = Self(
        features: 1024, innerFeatures: 4096, projectionFeatures: 768, layers: 24, heads: 16, patchSize: 14,
        activation: .quickGelu)

    /// laion/CLIP-ViT-H-14-laion2B-s32B-b79K, and PickScore: 632 M parameters.
    public static let vitH14 = Self(
        features: 1280, innerFeatures: 5120, projectionFeatures: 1024, layers: 32, heads: 16, patchSize: 14,
        activation: .gelu)
}

extension CLIPVisionModel.Configuration: Codable {
    /// Reads the settings of a `config.json`; the defaults are those of transformers.
    public init(from decoder: any Decoder) throws {
        let settings = try SettingReader(decoder, architecture: CLIPVisionModel.architecture)
        features = try settings.value("hidden_size", default: 768)
        innerFeatures = try settings.value("intermediate_size", default: 3072)
        projectionFeatures =
            try CLIPTower.isProjected(settings) ? settings.value("projection_dim", default: 512) : nil
        layers = try settings.value("num_hidden_layers", default: 12)
        heads = try settings.value("num_attention_heads", default: 12)
        channels = try settings.value("num_channels", default: 3)
        imageSize = try settings.first("image_size", default: 224)
        patchSize = try settings.first("patch_size", default: 32)
        try settings.check(
            imageSize >= patchSize, "\"image_size\" is \(imageSize), \"patch_size\" \(patchSize)")
        activation = try CLIPTower.activation(settings)
        normEpsilon = try settings.value("layer_norm_eps", default: 1e-5)
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: SettingKey.self)
        try container.encode(
            [CLIPTower.architecture("CLIPVisionModel", isProjected: projectionFeatures != nil)],
            forKey: "architectures")
        try container.encode("clip_vision_model", forKey: "model_type")
        try container.encode(features, forKey: "hidden_size")
        try container.encode(innerFeatures, forKey: "intermediate_size")
        try container.encodeIfPresent(projectionFeatures, forKey: "projection_dim")
        try container.encode(layers, forKey: "num_hidden_layers")
        try container.encode(heads, forKey: "num_attention_heads")
        try container.encode(channels, forKey: "num_channels")
        try container.encode(imageSize, forKey: "image_size")
        try container.encode(patchSize, forKey: "patch_size")
        try container.encode(activation.rawValue, forKey: "hidden_act")
        try container.encode(normEpsilon, forKey: "layer_norm_eps")
    }
}

extension CLIPVisionModel.Configuration: ModelConfiguration {
    var sizes: [ModelSize] {
        [
            ModelSize(name: "num_attention_heads", value: heads, limit: 512),
            ModelSize(name: "hidden_size", value: features, multiple: max(heads, 1), limit: 16_384),
            ModelSize(name: "intermediate_size", value: innerFeatures, limit: 65_536),
            ModelSize(name: "projection_dim", value: projectionFeatures ?? 1, limit: 16_384),
            ModelSize(name: "num_hidden_layers", value: layers, limit: 256),
            ModelSize(name: "num_channels", value: channels, limit: 64),
            ModelSize(name: "patch_size", value: patchSize, limit: 512),
            ModelSize(name: "image_size", value: imageSize, limit: 4096),
        ]
    }
}
