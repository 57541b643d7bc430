extension AutoencoderTiny {
    /// The sizes of the autoencoder, as the `config.json` of diffusers gives them.
    public struct Configuration: Sendable, Hashable {
        public var inputChannels: Int
        public var outputChannels: Int
        public var latentChannels: Int
        /// Channels everywhere inside of the encoder and of the decoder.
        public var encoderChannels: Int
        public var decoderChannels: Int
        /// Residual blocks at each size: from the outermost in, and from the innermost out.
        public var encoderBlocks: [Int]
        public var decoderBlocks: [Int]
        /// Half the range of latents, and its middle, where they are stored within [0, 1].
        public var latentMagnitude: Float
        public var latentShift: Float
        /// Latents are multiplied by it before the U-Net sees them, after the shift is taken away.
        public var scalingFactor: Float
        public var shiftFactor: Float

        /// TAESD; that of SDXL has the same sizes.
        public init(
            inputChannels: Int = 3, outputChannels: Int = 3, latentChannels: Int = 4,
            encoderChannels: Int = 64, decoderChannels: Int = 64, encoderBlocks: [Int] = [1, 3, 3, 3],
            decoderBlocks: [Int] = [3, 3, 3, 1], latentMagnitude: Float = 3, latentShift: Float = 0.5,
            scalingFactor: Float = 1, shiftFactor: Float = 0
        ) {
            self.inputChannels = inputChannels
            self.outputChannels = outputChannels
            self.latentChannels = latentChannels
            self.encoderChannels = encoderChannels
            self.decoderChannels = decoderChannels
            self.encoderBlocks = encoderBlocks
            self.decoderBlocks = decoderBlocks
            self.latentMagnitude = latentMagnitude
            self.latentShift = latentShift
            self.scalingFactor = scalingFactor
            self.shiftFactor = shiftFactor
        }

        /// How many pixels one latent stands for, in height and in width.
        public var reduction: Int { 1 << (decoderBlocks.count - 1) }
    }
}

extension AutoencoderTiny.Configuration: Codable {
    /// Reads the settings of a `config.json`; the defaults are those of diffusers.
    public init(from decoder: any Decoder) throws {
        let settings = try SettingReader(decoder, architecture: AutoencoderTiny.architecture)
        try settings.require("act_fn", "\"relu\"")
        try settings.require("upsample_fn", "\"nearest\"")
        try settings.require("upsampling_scaling_factor", "2")
        self.init()
        inputChannels = try settings.value("in_channels", default: inputChannels)
        outputChannels = try settings.value("out_channels", default: outputChannels)
        latentChannels = try settings.value("latent_channels", default: latentChannels)
        encoderBlocks = try settings.value("num_encoder_blocks", default: encoderBlocks)
        decoderBlocks = try settings.value("num_decoder_blocks", default: decoderBlocks)
        encoderChannels = try Self.channels(settings, "encoder", levels: encoderBlocks.count)
        decoderChannels = try Self.channels(settings, "decoder", levels: decoderBlocks.count)
        try settings.check(
            encoderBlocks.count == decoderBlocks.count,
            "\(encoderBlocks.count) \"num_encoder_blocks\" and \(decoderBlocks.count) \"num_decoder_blocks\"; "
                + "the decoder would not undo the encoder's reduction")
        latentMagnitude = try settings.value("latent_magnitude", default: latentMagnitude)
        latentShift = try settings.value("latent_shift", default: latentShift)
        scalingFactor = try settings.value("scaling_factor", default: scalingFactor)
        shiftFactor = try settings.value("shift_factor", default: shiftFactor)
        try settings.check(
            latentMagnitude != 0 && scalingFactor != 0,
            "\"latent_magnitude\" or \"scaling_factor\" is 0")
    }

    /// One number of channels: diffusers takes a list, but its blocks only fit together if all are the same.
    private static func channels(_ settings: SettingReader, _ part: String, levels: Int) throws -> Int {
        let setting = SettingKey(stringValue: "\(part)_block_out_channels")
        let values = try settings.value(setting, default: [64, 64, 64, 64])
        try settings.check(
            (1...16).contains(levels) && values.count == levels,
            "\(values.count) \"\(setting.stringValue)\" and \(levels) \"num_\(part)_blocks\"; "
                + "both must have the same number, from 1 to 16")
        try settings.check(
            Set(values).count == 1, "\"\(setting.stringValue)\" are \(values); all must be the same")
        return values[0]
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: SettingKey.self)
        try container.encode(AutoencoderTiny.architecture, forKey: "_class_name")
        try container.encode(inputChannels, forKey: "in_channels")
        try container.encode(outputChannels, forKey: "out_channels")
        try container.encode(latentChannels, forKey: "latent_channels")
        try container.encode(
            encoderBlocks.map { _ in encoderChannels }, forKey: "encoder_block_out_channels")
        try container.encode(
            decoderBlocks.map { _ in decoderChannels }, forKey: "decoder_block_out_channels")
        try container.encode(encoderBlocks, forKey: "num_encoder_blocks")
        try container.encode(decoderBlocks, forKey: "num_decoder_blocks")
        try container.encode(latentMagnitude, forKey: "latent_magnitude")
        try container.encode(latentShift, forKey: "latent_shift")
        try container.encode(scalingFactor, forKey: "scaling_factor")
        try container.encode(shiftFactor, forKey: "shift_factor")
    }
}

extension AutoencoderTiny.Configuration: ModelConfiguration {
    var sizes: [ModelSize] {
        [
            ModelSize(name: "in_channels", value: inputChannels, limit: 64),
            ModelSize(name: "out_channels", value: outputChannels, limit: 64),
            ModelSize(name: "latent_channels", value: latentChannels, limit: 256),
            ModelSize(name: "encoder_block_out_channels", value: encoderChannels, limit: 8192),
            ModelSize(name: "decoder_block_out_channels", value: decoderChannels, limit: 8192),
        ]
            + encoderBlocks.map { ModelSize(name: "num_encoder_blocks", value: $0, limit: 64) }
            + decoderBlocks.map { ModelSize(name: "num_decoder_blocks", value: $0, limit: 64) }
    }
}
