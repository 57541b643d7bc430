extension CLIPModel {
    /// The sizes of both towers, as the `config.json` of transformers gives them.
    public struct Configuration: Sendable, Hashable {
        public private(set) var text: CLIPTextModel.Configuration
        public private(set) var vision: CLIPVisionModel.Configuration

        /// Width of the embeddings.
        public var projectionFeatures: Int { text.projectionFeatures! }

        /// - Parameter projectionFeatures: width of the embeddings; what the towers say of it does not count.
        public init(
            text: CLIPTextModel.Configuration, vision: CLIPVisionModel.Configuration, projectionFeatures: Int
        ) {
            self.text = text
            self.vision = vision
            self.text.projectionFeatures = projectionFeatures
            self.vision.projectionFeatures = projectionFeatures
        }
    }
}

extension CLIPModel.Configuration {
    /// openai/clip-vit-base-patch32: 151 M parameters.
    public static let vitB32 = Self(
        text: CLIPTextModel.Configuration(
            features: 512, innerFeatures: 2048, layers: 12, heads: 8, activation: .quickGelu),
        vision: .vitB32, projectionFeatures: 512)

    /// openai/clip-vit-large-patch14: 428 M parameters.
    public static let vitL14 = Self(
        text: .stableDiffusion15, vision: .vitL14, projectionFeatures: 768)

    /// yuvalkirstain/PickScore_v1, HPSv2 and laion/CLIP-ViT-H-14-laion2B-s32B-b79K: 986 M parameters.
    public static let vitH14 = Self(
        text: CLIPTextModel.Configuration(
            features: 1024, innerFeatures: 4096, layers: 24, heads: 16, activation: .gelu),
        vision: .vitH14, projectionFeatures: 1024)
}

extension CLIPModel.Configuration: Codable {
    /// Reads the settings of a `config.json`; the defaults are those of transformers.
    public init(from decoder: any Decoder) throws {
        let settings = try SettingReader(decoder, architecture: CLIPModel.architecture)
        let classes = try settings.value("architectures", default: [CLIPModel.architecture])
        guard classes.contains(CLIPModel.architecture) else {
            throw ConfigurationError.unsupported(
                architecture: CLIPModel.architecture, setting: "architectures", found: "\(classes)",
                supported: ["[\"\(CLIPModel.architecture)\"]"])
        }
        // Older files have the settings of a tower twice; then the second ones count.
        let text =
            try settings.value("text_config_dict", as: CLIPTextModel.Configuration.self)
            ?? settings.value("text_config", as: CLIPTextModel.Configuration.self)
        let vision =
            try settings.value("vision_config_dict", as: CLIPVisionModel.Configuration.self)
            ?? settings.value("vision_config", as: CLIPVisionModel.Configuration.self)
        let defaults = Self.vitB32
        self.init(
            text: text ?? defaults.text, vision: vision ?? defaults.vision,
            projectionFeatures: try settings.value("projection_dim", default: 512))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: SettingKey.self)
        try container.encode([CLIPModel.architecture], forKey: "architectures")
        try container.encode("clip", forKey: "model_type")
        try container.encode(projectionFeatures, forKey: "projection_dim")
        try container.encode(text, forKey: "text_config")
        try container.encode(vision, forKey: "vision_config")
    }
}

extension CLIPModel.Configuration: ModelConfiguration {
    var sizes: [ModelSize] { text.sizes + vision.sizes }
}
