import Tensors

/// Independent normals, one for each latent: what the encoder says of a picture.
public struct LatentDistribution {
    /// `[B, H, W, latentChannels]`; also the most likely latents.
    public let mean: Tensor
    /// Natural logarithm of the variance, within [-30, 20].
    public let logVariance: Tensor

    public init(mean: Tensor, logVariance: Tensor) {
        self.mean = mean
        self.logVariance = logVariance
    }

    /// Latents drawn with the given standard normals, in the shape of `mean`.
    public func sample(noise: Tensor) -> Tensor { mean + (logVariance * 0.5).exponential * noise }
}
