import Models
import Tensors
import World

/// A denoiser of the embedded world with Euler steps along its velocity.
public struct WorldPictureGenerator: PictureGenerator {
    public let denoiser: any Denoiser
    private let sampler: FlowSampler

    /// - Parameter steps: 1 for a denoiser that was distilled to draw in a single call.
    public init(_ denoiser: any Denoiser, steps: Int) {
        self.denoiser = denoiser
        sampler = FlowSampler(steps: steps)
    }

    public var stateShape: Shape { denoiser.pictureShape }
    public var steps: Int { sampler.steps }
    public var largestBatch: Int { 64 }

    public func encode(_ prompts: [String]) throws -> Conditioning {
        Conditioning(tensors: [Self.words: denoiser.encode(try WorldTokens.of(prompts).flatMap { $0 })])
    }

    public func start(_ noise: Tensor) -> Tensor { noise }

    public func prediction(_ state: Tensor, index: Int, conditioning: Conditioning) -> Tensor {
        denoiser.velocity(
            state, times: Array(repeating: sampler.times[index], count: state.shape[0]),
            conditioning: conditioning.tensors[Self.words]!)
    }

    public func drawsNoise(at index: Int) -> Bool { false }

    public func advanced(
        _ state: Tensor, prediction: Tensor, index: Int, noise: Tensor?
    ) -> (state: Tensor, estimate: Tensor) {
        sampler.advanced(state, velocity: prediction, index: index)
    }

    public func noiseLevel(before index: Int) -> (signal: Float, deviation: Float)? {
        (1 - sampler.times[index], sampler.times[index])
    }

    /// The state is the picture.
    public func pictures(of states: Tensor) -> Tensor { states }

    private static let words = "words"
}
