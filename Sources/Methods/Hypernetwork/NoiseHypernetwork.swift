import Layers
import Models
import Tensors

/// A one-step generator with learned improvement of its noise (arXiv 2508.09968): `x' = x + f(x, caption)`, then
/// `picture = g(x')`, where f is g itself with low-rank terms, its last layer giving only such a term.
public struct NoiseHypernetwork {
    /// f: shares the base weights with g.
    let shift: any Denoiser
    let generator: OneStepGenerator

    public init(shift: any Denoiser, generator: OneStepGenerator) {
        self.shift = shift
        self.generator = generator
    }

    /// The change of the noise, `[B, H, W, C]`.
    public func change(_ noise: Tensor, tokens: [Int32]) -> Tensor {
        shift.velocity(
            noise, times: Array(repeating: 1, count: noise.shape[0]), conditioning: shift.encode(tokens))
    }

    /// `[height, width, channels]` of one picture, and of its noise.
    public var pictureShape: Shape { generator.denoiser.pictureShape }

    /// The picture from the noise as it is.
    public func drawUnimproved(_ noise: Tensor, tokens: [Int32]) -> Tensor {
        generator.draw(noise, conditioning: generator.denoiser.encode(tokens))
    }

    /// The picture from improved noise.
    public func draw(_ noise: Tensor, tokens: [Int32]) -> Tensor {
        generator.draw(noise + change(noise, tokens: tokens), conditioning: generator.denoiser.encode(tokens))
    }
}
