extension UNet2DConditionModel.Configuration: Codable {
    /// Reads the settings of a `config.json`; the defaults are those of diffusers.
    public init(from decoder: any Decoder) throws {
        let settings = try SettingReader(decoder, architecture: UNet2DConditionModel.architecture)
        try Self.refuseUnsupported(settings)
        blockChannels = try settings.value("block_out_channels", default: [320, 640, 1280, 1280])
        downBlocks = try settings.names(
            "down_block_types", default: [.crossAttention, .crossAttention, .crossAttention, .residual])
        upBlocks = try settings.names(
            "up_block_types", default: [.residual, .crossAttention, .crossAttention, .crossAttention])
        let count = blockChannels.count
        try settings.check(
            (1...16).contains(count), "\"block_out_channels\" has \(count) values; it must have 1 to 16")
        try settings.check(
            downBlocks.count == count && upBlocks.count == count,
            "\(count) \"block_out_channels\", \(downBlocks.count) \"down_block_types\" and "
                + "\(upBlocks.count) \"up_block_types\"")
        inputChannels = try settings.value("in_channels", default: 4)
        outputChannels = try settings.value("out_channels", default: 4)
        sampleSize = try settings.value("sample_size", as: OneOrEach<Int>.self)?.values(1).first
        layersPerBlock = try settings.values("layers_per_block", count: count, default: 2)
        heads = try settings.values("attention_head_dim", count: count, default: 8)
        contextFeatures = try settings.values("cross_attention_dim", count: count, default: 1280)
        transformerLayers = try settings.values("transformer_layers_per_block", count: count, default: 1)
        usesLinearProjection = try settings.value("use_linear_projection", default: false)
        normGroups = try settings.value("norm_num_groups", default: 32)
        normEpsilon = try settings.value("norm_eps", default: 1e-5)
        cosinesFirst = try settings.value("flip_sin_to_cos", default: true)
        frequencyShift = try settings.value("freq_shift", default: 0)
        downsamplePadding = try settings.value("downsample_padding", default: 1)
        added = try Self.added(settings)
        try check(settings)
    }

    private static func added(_ settings: SettingReader) throws -> TextAndTime? {
        guard try settings.value("addition_embed_type", as: String.self) != nil else { return nil }
        let features: Int? = try settings.value("addition_time_embed_dim")
        let inputs: Int? = try settings.value("projection_class_embeddings_input_dim")
        guard let features, let inputs else {
            throw ConfigurationError.contradiction(
                architecture: settings.architecture,
                reason: "\"addition_embed_type\" is \"text_time\", which needs \"addition_time_embed_dim\" "
                    + "and \"projection_class_embeddings_input_dim\"")
        }
        return TextAndTime(timeFeatures: features, inputs: inputs)
    }

    /// What diffusers can build and this model cannot.
    private static func refuseUnsupported(_ settings: SettingReader) throws {
        try settings.require("mid_block_type", "\"UNetMidBlock2DCrossAttn\"")
        try settings.require("addition_embed_type", "null", "\"text_time\"")
        try settings.require("act_fn", "\"silu\"", "\"swish\"")
        try settings.require("downsample_padding", "1", "0")
        try settings.require("resnet_time_scale_shift", "\"default\"")
        try settings.require("time_embedding_type", "\"positional\"")
        try settings.require("attention_type", "\"default\"")
        for setting: SettingKey in ["conv_in_kernel", "conv_out_kernel"] {
            try settings.require(setting, "3")
        }
        for setting: SettingKey in ["mid_block_scale_factor", "resnet_out_scale_factor"] {
            try settings.require(setting, "1")
        }
        for setting: SettingKey in [
            "center_input_sample", "only_cross_attention", "dual_cross_attention", "resnet_skip_time_act",
            "class_embeddings_concat",
        ] {
            try settings.require(setting, "false")
        }
        try settings.require("mid_block_only_cross_attention", "null", "false")
        for setting: SettingKey in [
            "num_attention_heads", "encoder_hid_dim", "encoder_hid_dim_type", "class_embed_type",
            "num_class_embeds", "time_embedding_dim", "time_embedding_act_fn", "timestep_post_act",
            "time_cond_proj_dim", "cross_attention_norm", "reverse_transformer_layers_per_block",
        ] {
            try settings.require(setting, "null")
        }
    }

    /// Contradictions that would otherwise show deep inside of a layer.
    private func check(_ settings: SettingReader) throws {
        try settings.check(
            frequencyShift < blockChannels[0] / 2,
            "\"freq_shift\" is \(frequencyShift), with \(blockChannels[0] / 2) frequencies")
        for (index, channels) in blockChannels.enumerated() where heads[index] > 0 {
            try settings.check(
                channels % heads[index] == 0, "\(channels) channels do not split into \(heads[index]) heads")
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: SettingKey.self)
        try container.encode(UNet2DConditionModel.architecture, forKey: "_class_name")
        try container.encode(inputChannels, forKey: "in_channels")
        try container.encode(outputChannels, forKey: "out_channels")
        try container.encode(sampleSize, forKey: "sample_size")
        try container.encode(blockChannels, forKey: "block_out_channels")
        try container.encode(downBlocks.map(\.rawValue), forKey: "down_block_types")
        try container.encode(upBlocks.map(\.rawValue), forKey: "up_block_types")
        try container.encode(layersPerBlock, forKey: "layers_per_block")
        try container.encode(heads, forKey: "attention_head_dim")
        try container.encode(contextFeatures, forKey: "cross_attention_dim")
        try container.encode(transformerLayers, forKey: "transformer_layers_per_block")
        try container.encode(usesLinearProjection, forKey: "use_linear_projection")
        try container.encode(normGroups, forKey: "norm_num_groups")
        try container.encode(normEpsilon, forKey: "norm_eps")
        try container.encode(cosinesFirst, forKey: "flip_sin_to_cos")
        try container.encode(frequencyShift, forKey: "freq_shift")
        try container.encode(downsamplePadding, forKey: "downsample_padding")
        if let added {
            try container.encode("text_time", forKey: "addition_embed_type")
            try container.encode(added.timeFeatures, forKey: "addition_time_embed_dim")
            try container.encode(added.inputs, forKey: "projection_class_embeddings_input_dim")
        }
    }
}

extension UNet2DConditionModel.Configuration: ModelConfiguration {
    var sizes: [ModelSize] {
        func each(_ name: String, _ values: [Int], multiple: Int = 1, limit: Int) -> [ModelSize] {
            values.map { ModelSize(name: name, value: $0, multiple: multiple, limit: limit) }
        }
        return [
            ModelSize(name: "in_channels", value: inputChannels, limit: 64),
            ModelSize(name: "out_channels", value: outputChannels, limit: 64),
            ModelSize(name: "norm_num_groups", value: normGroups, limit: 1024),
        ]
            + each("block_out_channels", blockChannels, multiple: max(normGroups, 1), limit: 8192)
            + each("layers_per_block", layersPerBlock, limit: 32)
            + each("attention_head_dim", heads, limit: 512)
            + each("cross_attention_dim", contextFeatures, limit: 16_384)
            + each("transformer_layers_per_block", transformerLayers, limit: 64)
            + each("addition_time_embed_dim", added.map { [$0.timeFeatures] } ?? [], limit: 8192)
            + each("projection_class_embeddings_input_dim", added.map { [$0.inputs] } ?? [], limit: 65_536)
    }
}
