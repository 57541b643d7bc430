/// The configuration of a model that open_clip wrote: `open_clip_config.json`, or a file of its folder
/// `model_configs`.
///
///     let settings = try JSONDecoder().decode(OpenCLIPConfiguration.self, from: data)
///     let clip = try CLIPModel.load(arrays, configuration: settings.model)
public struct OpenCLIPConfiguration: Sendable, Hashable, Decodable {
    public let model: CLIPModel.Configuration

    public init(from decoder: any Decoder) throws {
        let outer = try SettingReader(decoder, architecture: "open_clip")
        if let inner = try outer.value("model_cfg", as: Bare.self) {
            model = inner.configuration
        } else {
            model = try Bare(from: decoder).configuration
        }
        if let size = model.sizes.first(where: { !$0.isAllowed }) {
            throw ConfigurationError.contradiction(architecture: "open_clip", reason: size.problem)
        }
    }

    private struct Bare: Decodable {
        let configuration: CLIPModel.Configuration

        init(from decoder: any Decoder) throws {
            let settings = try SettingReader(decoder, architecture: "open_clip")
            for setting: SettingKey in ["custom_text", "multimodal_cfg"] {
                try settings.require(setting, "null", "false")
            }
            let isQuick = try settings.value("quick_gelu", default: false)
            let activation: CLIPActivation = isQuick ? .quickGelu : .gelu
            let vision = try settings.value("vision_cfg", as: Vision.self) ?? Vision()
            let text = try settings.value("text_cfg", as: Text.self) ?? Text()
            configuration = CLIPModel.Configuration(
                text: text.configuration(activation), vision: vision.configuration(activation),
                projectionFeatures: try settings.value("embed_dim", default: 512))
        }
    }

    /// The picture tower; the defaults are those of open_clip's `CLIPVisionCfg`.
    private struct Vision: Decodable {
        var layers = 12
        var width = 768
        var headWidth = 64
        var innerRatio = 4.0
        var patchSize = 16
        var imageSize = 224

        init() {}

        init(from decoder: any Decoder) throws {
            let settings = try SettingReader(decoder, architecture: "open_clip")
            for setting: SettingKey in [
                "timm_model_name", "ls_init_value", "attentional_pool", "no_ln_pre", "final_ln_after_pool",
                "act_kwargs", "norm_kwargs", "block_type", "qk_norm", "input_patchnorm",
            ] { try settings.require(setting, "null", "false") }
            try settings.require("pool_type", "\"tok\"")
            try settings.require("pos_embed_type", "\"learnable\"")
            layers = try settings.value("layers", default: layers)
            width = try settings.value("width", default: width)
            headWidth = try settings.value("head_width", default: headWidth)
            innerRatio = try settings.value("mlp_ratio", default: innerRatio)
            patchSize = try settings.first("patch_size", default: patchSize)
            imageSize = try settings.first("image_size", default: imageSize)
            try settings.check(
                imageSize >= patchSize, "\"image_size\" is \(imageSize), \"patch_size\" \(patchSize)")
        }

        func configuration(_ activation: CLIPActivation) -> CLIPVisionModel.Configuration {
            CLIPVisionModel.Configuration(
                features: width, innerFeatures: OpenCLIPConfiguration.inner(width, innerRatio),
                projectionFeatures: nil, layers: layers, heads: headWidth > 0 ? width / headWidth : 0,
                imageSize: imageSize, patchSize: patchSize, activation: activation)
        }
    }

    /// The text tower; the defaults are those of open_clip's `CLIPTextCfg`.
    private struct Text: Decodable {
        var length = 77
        var vocabulary = 49_408
        var width = 512
        var heads = 8
        var layers = 12
        var innerRatio = 4.0

        init() {}

        init(from decoder: any Decoder) throws {
            let settings = try SettingReader(decoder, architecture: "open_clip")
            for setting: SettingKey in [
                "hf_model_name", "ls_init_value", "embed_cls", "proj_bias", "no_causal_mask",
                "final_ln_after_pool", "act_kwargs", "norm_kwargs",
            ] { try settings.require(setting, "null", "false") }
            try settings.require("pool_type", "\"argmax\"")
            length = try settings.value("context_length", default: length)
            vocabulary = try settings.value("vocab_size", default: vocabulary)
            width = try settings.value("width", default: width)
            heads = try settings.value("heads", default: heads)
            layers = try settings.value("layers", default: layers)
            innerRatio = try settings.value("mlp_ratio", default: innerRatio)
        }

        func configuration(_ activation: CLIPActivation) -> CLIPTextModel.Configuration {
            CLIPTextModel.Configuration(
                vocabulary: vocabulary, features: width,
                innerFeatures: OpenCLIPConfiguration.inner(width, innerRatio), layers: layers, heads: heads,
                length: length, activation: activation,
                // open_clip pools at the highest token.
                endToken: 2)
        }
    }

    /// Width of the feed-forward parts; 0, which is refused, where it is no sensible number.
    private static func inner(_ width: Int, _ ratio: Double) -> Int {
        let product = Double(width) * ratio
        return (1..<Double(1 << 24)).contains(product) ? Int(product) : 0
    }
}
