import Layers
import Models
import Tensors

/// A generator with learned improvement of its noise (arXiv 2508.09968): `x' = x + f(x, caption)`, then the picture from
/// x', where f is the generator's own denoiser with low-rank terms, its last layer giving only such a term.
///
/// f is one call of the denoiser at the highest noise level, however many steps the generator takes after it: trained
/// in front of one step, it can be used in front of several.
public struct NoiseHypernetwork {
    /// f: shares the base weights with the generator; its prediction at the first step is the change.
    let shift: any PictureGenerator
    let generator: any PictureGenerator
    /// Whether f's output is added to the noise; otherwise it is the noise.
    public let isResidual: Bool

    public init(shift: any PictureGenerator, generator: any PictureGenerator, isResidual: Bool = true) {
        self.shift = shift
        self.generator = generator
        self.isResidual = isResidual
    }

    /// Captions as both read them; f may have learned to read them in another way.
    public struct Captions {
        let shift: Conditioning
        let generator: Conditioning
    }

    /// - Throws: where the model cannot read a caption.
    public func encode(_ prompts: [String]) throws -> Captions {
        Captions(shift: try shift.encode(prompts), generator: try generator.encode(prompts))
    }

    /// What f computes, `[B, H, W, C]`.
    func output(_ noise: Tensor, captions: Conditioning) -> Tensor {
        shift.prediction(shift.start(noise), index: 0, conditioning: captions)
    }

    /// The improved noise.
    func improved(_ noise: Tensor, output: Tensor) -> Tensor { isResidual ? noise + output : output }

    /// The change of the noise, `[B, H, W, C]`.
    public func change(_ noise: Tensor, captions: Conditioning) -> Tensor {
        let output = output(noise, captions: captions)
        return isResidual ? output : output - noise
    }

    /// The change of the noise, `[B, H, W, C]`.
    public func change(_ noise: Tensor, prompts: [String]) throws -> Tensor {
        change(noise, captions: try shift.encode(prompts))
    }

    /// `[height, width, channels]` of the noise of one picture.
    public var stateShape: Shape { generator.stateShape }

    /// Most pictures in one call, as memory allows.
    public var largestBatch: Int { generator.largestBatch }

    /// The picture from the noise as it is.
    ///
    /// - Parameter stepNoise: fresh noise for a step of the generator that adds some.
    public func drawUnimproved(
        _ noise: Tensor, prompts: [String], stepNoise: (_ index: Int) -> Tensor? = { _ in nil }
    ) throws -> Tensor {
        draw(noise, captions: try generator.encode(prompts), stepNoise: stepNoise)
    }

    /// The picture from improved noise.
    public func draw(
        _ noise: Tensor, prompts: [String], stepNoise: (_ index: Int) -> Tensor? = { _ in nil }
    ) throws -> Tensor {
        let improved = noise + (try change(noise, prompts: prompts))
        return draw(improved, captions: try generator.encode(prompts), stepNoise: stepNoise)
    }

    func draw(_ noise: Tensor, captions: Conditioning, stepNoise: (_ index: Int) -> Tensor?) -> Tensor {
        generator.pictures(of: generator.sample(noise, conditioning: captions, stepNoise: stepNoise))
    }
}
