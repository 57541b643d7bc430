import Tensors

/// What a pipeline asks of an autoencoder: latents in the scale of the U-Net to pictures, and back.
public protocol PictureAutoencoder {
    var latentChannels: Int { get }
    /// Channels of the pictures.
    var pictureChannels: Int { get }
    /// How many pixels one latent stands for, in height and in width.
    var reduction: Int { get }

    /// `[B, H, W, latentChannels] -> [B, H · reduction, W · reduction, pictureChannels]`, about within [-1, 1].
    func pictures(of scaledLatents: Tensor) -> Tensor

    /// Latents in the scale of the U-Net: `[B, H / reduction, W / reduction, latentChannels]`.
    ///
    /// - Parameters:
    ///   - pictures: `[B, H, W, pictureChannels]` within [-1, 1].
    ///   - noise: standard normals in the shape of the latents, to draw them where the encoder gives a distribution;
    ///     the mean without.
    func scaledLatents(of pictures: Tensor, noise: Tensor?) -> Tensor
}

extension AutoencoderKL: PictureAutoencoder {
    public var latentChannels: Int { configuration.latentChannels }
    public var pictureChannels: Int { configuration.outputChannels }
    public var reduction: Int { configuration.reduction }

    public func scaledLatents(of pictures: Tensor, noise: Tensor?) -> Tensor {
        let distribution = encode(pictures)
        return scaled(noise.map { distribution.sample(noise: $0) } ?? distribution.mean)
    }
}

extension AutoencoderTiny: PictureAutoencoder {
    public var latentChannels: Int { configuration.latentChannels }
    public var pictureChannels: Int { configuration.outputChannels }
    public var reduction: Int { configuration.reduction }

    public func pictures(of scaledLatents: Tensor) -> Tensor {
        let latents =
            configuration.scalingFactor == 1 ? scaledLatents : scaledLatents / configuration.scalingFactor
        return decode(configuration.shiftFactor == 0 ? latents : latents + configuration.shiftFactor)
    }

    public func scaledLatents(of pictures: Tensor, noise: Tensor?) -> Tensor {
        let latents = encode(pictures)
        return (configuration.shiftFactor == 0 ? latents : latents - configuration.shiftFactor)
            * configuration.scalingFactor
    }
}
