import Layers
import Tensors

/// The variational autoencoder of Stable Diffusion (arXiv 2112.10752), with the parameter names and the arithmetic
/// of diffusers' `AutoencoderKL`.
///
/// Differentiable with respect to pictures and latents.
public struct AutoencoderKL {
    /// The class that wrote the configuration (`_class_name`).
    public static let architecture = "AutoencoderKL"

    /// Which halves to build. Whoever only draws needs no encoder, and then its weights are not asked for.
    public enum Parts: Sendable {
        case both
        case decoder
        case encoder
    }

    /// Added to variances in all norms; a constant in diffusers.
    static let epsilon: Float = 1e-6

    public let configuration: Configuration
    /// Which halves there are.
    public let parts: Parts

    private let encoder: AutoencoderEncoder?
    private let quantConvolution: Convolution?
    private let postQuantConvolution: Convolution?
    private let decoder: AutoencoderDecoder?

    public init(_ scope: ParameterScope, configuration: Configuration, parts: Parts = .both) {
        self.configuration = configuration
        self.parts = parts
        let latents = configuration.latentChannels
        let (encodes, decodes) = (parts != .decoder, parts != .encoder)
        encoder = encodes ? AutoencoderEncoder(scope["encoder"], configuration: configuration) : nil
        quantConvolution =
            encodes && configuration.hasQuantConvolution
            ? Convolution(scope["quant_conv"], inputs: 2 * latents, outputs: 2 * latents, kernel: 1) : nil
        postQuantConvolution =
            decodes && configuration.hasPostQuantConvolution
            ? Convolution(scope["post_quant_conv"], inputs: latents, outputs: latents, kernel: 1) : nil
        decoder = decodes ? AutoencoderDecoder(scope["decoder"], configuration: configuration) : nil
    }

    /// The picture of latents of the autoencoder's own scale, as diffusers' `decode`.
    ///
    /// - Parameter latents: `[B, H, W, latentChannels]`.
    /// - Returns: `[B, H · reduction, W · reduction, outputChannels]`, about within [-1, 1].
    /// - Precondition: built with a decoder.
    public func decode(_ latents: Tensor) -> Tensor {
        guard let decoder else { preconditionFailure("this autoencoder was built without its decoder") }
        return decoder(postQuantConvolution?(latents) ?? latents)
    }

    /// The picture of latents of the U-Net's scale.
    public func pictures(of scaledLatents: Tensor) -> Tensor {
        let latents = scaledLatents / configuration.scalingFactor
        return decode(configuration.shiftFactor == 0 ? latents : latents + configuration.shiftFactor)
    }

    /// The distribution of the latents of pictures.
    ///
    /// - Parameter pictures: `[B, H, W, inputChannels]` within [-1, 1]; height and width multiples of the reduction.
    /// - Precondition: built with an encoder.
    public func encode(_ pictures: Tensor) -> LatentDistribution {
        guard let encoder else { preconditionFailure("this autoencoder was built without its encoder") }
        let encoded = encoder(pictures)
        let moments = quantConvolution?(encoded) ?? encoded  // (B, h, w, 2 · latents)
        let channels = configuration.latentChannels
        return LatentDistribution(
            mean: moments.sliced(axis: 3, 0..<channels),
            logVariance: moments.sliced(axis: 3, channels..<2 * channels).clamped(to: -30...20))
    }

    /// Latents in the scale of the U-Net.
    public func scaled(_ latents: Tensor) -> Tensor {
        (configuration.shiftFactor == 0 ? latents : latents - configuration.shiftFactor)
            * configuration.scalingFactor
    }
}
