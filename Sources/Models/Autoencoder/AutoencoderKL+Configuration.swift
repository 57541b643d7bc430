extension AutoencoderKL {
    /// The sizes of the autoencoder, as the `config.json` of diffusers gives them.
    public struct Configuration: Sendable, Hashable {
        /// Channels of the pictures that go in.
        public var inputChannels: Int
        /// Channels of the pictures that come out.
        public var outputChannels: Int
        public var latentChannels: Int
        /// Channels of each block, from the outermost in; each but the innermost halves the size.
        public var blockChannels: [Int]
        /// Residual blocks of each block of the encoder; one more in the decoder.
        public var layersPerBlock: Int
        public var normGroups: Int
        /// Latents are multiplied by it before the U-Net sees them.
        public var scalingFactor: Float
        /// Taken from the latents before they are scaled.
        public var shiftFactor: Float
        /// Whether a 1x1 convolution follows the encoder.
        public var hasQuantConvolution: Bool
        /// Whether a 1x1 convolution comes before the decoder.
        public var hasPostQuantConvolution: Bool
        /// Whether the innermost blocks attend over all positions.
        public var hasMidAttention: Bool

        public init(
            inputChannels: Int = 3, outputChannels: Int = 3, latentChannels: Int = 4,
            blockChannels: [Int] = [128, 256, 512, 512], layersPerBlock: Int = 2, normGroups: Int = 32,
            scalingFactor: Float = 0.18215, shiftFactor: Float = 0, hasQuantConvolution: Bool = true,
            hasPostQuantConvolution: Bool = true, hasMidAttention: Bool = true
        ) {
            self.inputChannels = inputChannels
            self.outputChannels = outputChannels
            self.latentChannels = latentChannels
            self.blockChannels = blockChannels
            self.layersPerBlock = layersPerBlock
            self.normGroups = normGroups
            self.scalingFactor = scalingFactor
            self.shiftFactor = shiftFactor
            self.hasQuantConvolution = hasQuantConvolution
            self.hasPostQuantConvolution = hasPostQuantConvolution
            self.hasMidAttention = hasMidAttention
        }

        /// How many pixels one latent stands for, in height and in width.
        public var reduction: Int { 1 << (blockChannels.count - 1) }
    }
}

extension AutoencoderKL.Configuration {
    /// The autoencoder of Stable Diffusion 1.x, 2.x and Turbo: 84 M parameters.
    public static let stableDiffusion = Self()

    /// The autoencoder of SDXL: the same network, trained anew.
    public static let stableDiffusionXL = Self(scalingFactor: 0.13025)
}

extension AutoencoderKL.Configuration: Codable {
    private enum DownBlock: String, CaseIterable { case encoder = "DownEncoderBlock2D" }
    private enum UpBlock: String, CaseIterable { case decoder = "UpDecoderBlock2D" }

    /// Reads the settings of a `config.json`; the defaults are those of diffusers.
    public init(from decoder: any Decoder) throws {
        let settings = try SettingReader(decoder, architecture: AutoencoderKL.architecture)
        try settings.require("act_fn", "\"silu\"", "\"swish\"")
        for setting: SettingKey in ["latents_mean", "latents_std"] { try settings.require(setting, "null") }
        blockChannels = try settings.value("block_out_channels", default: [64])
        let count = blockChannels.count
        try settings.check(
            (1...16).contains(count), "\"block_out_channels\" has \(count) values; it must have 1 to 16")
        let down = try settings.names("down_block_types", default: [DownBlock.encoder])
        let up = try settings.names("up_block_types", default: [UpBlock.decoder])
        try settings.check(
            down.count == count && up.count == count,
            "\(count) \"block_out_channels\", \(down.count) \"down_block_types\" and "
                + "\(up.count) \"up_block_types\"")
        inputChannels = try settings.value("in_channels", default: 3)
        outputChannels = try settings.value("out_channels", default: 3)
        latentChannels = try settings.value("latent_channels", default: 4)
        layersPerBlock = try settings.value("layers_per_block", default: 1)
        normGroups = try settings.value("norm_num_groups", default: 32)
        scalingFactor = try settings.value("scaling_factor", default: 0.18215)
        shiftFactor = try settings.value("shift_factor", default: 0)
        hasQuantConvolution = try settings.value("use_quant_conv", default: true)
        hasPostQuantConvolution = try settings.value("use_post_quant_conv", default: true)
        hasMidAttention = try settings.value("mid_block_add_attention", default: true)
    }

    public func encode(to encoder: any Encoder) throws {
        let count = blockChannels.count
        var container = encoder.container(keyedBy: SettingKey.self)
        try container.encode(AutoencoderKL.architecture, forKey: "_class_name")
        try container.encode(inputChannels, forKey: "in_channels")
        try container.encode(outputChannels, forKey: "out_channels")
        try container.encode(latentChannels, forKey: "latent_channels")
        try container.encode(blockChannels, forKey: "block_out_channels")
        try container.encode(
            Array(repeating: DownBlock.encoder.rawValue, count: count), forKey: "down_block_types")
        try container.encode(
            Array(repeating: UpBlock.decoder.rawValue, count: count), forKey: "up_block_types")
        try container.encode(layersPerBlock, forKey: "layers_per_block")
        try container.encode(normGroups, forKey: "norm_num_groups")
        try container.encode(scalingFactor, forKey: "scaling_factor")
        try container.encode(shiftFactor, forKey: "shift_factor")
        try container.encode(hasQuantConvolution, forKey: "use_quant_conv")
        try container.encode(hasPostQuantConvolution, forKey: "use_post_quant_conv")
        try container.encode(hasMidAttention, forKey: "mid_block_add_attention")
    }
}

extension AutoencoderKL.Configuration: ModelConfiguration {
    var sizes: [ModelSize] {
        [
            ModelSize(name: "in_channels", value: inputChannels, limit: 64),
            ModelSize(name: "out_channels", value: outputChannels, limit: 64),
            ModelSize(name: "latent_channels", value: latentChannels, limit: 256),
            ModelSize(name: "layers_per_block", value: layersPerBlock, limit: 32),
            ModelSize(name: "norm_num_groups", value: normGroups, limit: 1024),
        ]
            + blockChannels.map {
                ModelSize(
                    name: "block_out_channels", value: $0, multiple: max(normGroups, 1), limit: 8192)
            }
    }
}
