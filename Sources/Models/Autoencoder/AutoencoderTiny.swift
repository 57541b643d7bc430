import Layers
import Tensors

/// The small distilled autoencoder of Ollin Boer Bohan (TAESD), with the parameter names and the arithmetic of
/// diffusers' `AutoencoderTiny`. Its latents are those of a large autoencoder, already in the scale of the U-Net.
///
/// Differentiable with respect to pictures and latents.
public struct AutoencoderTiny {
    /// The class that wrote the configuration (`_class_name`).
    public static let architecture = "AutoencoderTiny"

    public let configuration: Configuration

    private let encoder: [AutoencoderTinyLayer]
    private let decoder: [AutoencoderTinyLayer]

    public init(_ scope: ParameterScope, configuration: Configuration) {
        self.configuration = configuration
        encoder = Self.encoder(scope["encoder"]["layers"], configuration)
        decoder = Self.decoder(scope["decoder"]["layers"], configuration)
    }

    /// The picture of latents, as diffusers' `decode`.
    ///
    /// - Parameter latents: `[B, H, W, latentChannels]`.
    /// - Returns: `[B, H · reduction, W · reduction, outputChannels]`, about within [-1, 1].
    public func decode(_ latents: Tensor) -> Tensor {
        // Latents beyond ±3 are bent back.
        var x = (latents / 3).tanh * 3
        for layer in decoder { x = layer(x) }
        return x * 2 - 1
    }

    /// The latents of pictures, as diffusers' `encode`.
    ///
    /// - Parameter pictures: `[B, H, W, inputChannels]` within [-1, 1]; height and width multiples of the reduction.
    public func encode(_ pictures: Tensor) -> Tensor {
        var x = (pictures + 1) / 2
        for layer in encoder { x = layer(x) }
        return x
    }

    /// Latents within [0, 1], to be stored as a picture; what is further out is cut off.
    public func unitLatents(_ latents: Tensor) -> Tensor {
        (latents / (2 * configuration.latentMagnitude) + configuration.latentShift).clamped(to: 0...1)
    }

    /// The latents of `unitLatents`.
    public func latents(ofUnit latents: Tensor) -> Tensor {
        (latents - configuration.latentShift) * (2 * configuration.latentMagnitude)
    }

    private static func encoder(_ scope: ParameterScope, _ configuration: Configuration)
        -> [AutoencoderTinyLayer]
    {
        var layers = AutoencoderTinyLayers(scope)
        let channels = configuration.encoderChannels
        for (level, count) in configuration.encoderBlocks.enumerated() {
            if level == 0 {
                layers.convolve(configuration.inputChannels, channels)
            } else {
                layers.convolve(channels, channels, stride: 2, hasBias: false)
            }
            layers.blocks(count, channels)
        }
        layers.convolve(channels, configuration.latentChannels)
        return layers.list
    }

    private static func decoder(_ scope: ParameterScope, _ configuration: Configuration)
        -> [AutoencoderTinyLayer]
    {
        var layers = AutoencoderTinyLayers(scope)
        let channels = configuration.decoderChannels
        layers.convolve(configuration.latentChannels, channels)
        layers.append(.activation)
        for (level, count) in configuration.decoderBlocks.enumerated() {
            layers.blocks(count, channels)
            if level < configuration.decoderBlocks.count - 1 {
                layers.append(.upsampling)
                layers.convolve(channels, channels, hasBias: false)
            } else {
                layers.convolve(channels, configuration.outputChannels)
            }
        }
        return layers.list
    }
}
