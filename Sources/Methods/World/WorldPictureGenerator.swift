import Models
import Tensors
import World

/// A denoiser of the embedded world with its sampler, over evenly spaced times.
public struct WorldPictureGenerator: PictureGenerator {
    /// How a state becomes the next one.
    public enum Sampling: Sendable {
        /// Euler steps along the velocity.
        case euler
        /// Each step names the picture, which then gets fresh noise for the next time (multistep consistency sampling,
        /// arXiv 2303.01469, algorithm 1, on the straight path).
        case consistency
    }

    public let denoiser: any Denoiser
    private let sampler: FlowSampler
    private let sampling: Sampling

    /// - Parameter steps: 1 for a denoiser that was distilled to draw in a single call.
    public init(_ denoiser: any Denoiser, steps: Int, sampling: Sampling = .euler) {
        self.denoiser = denoiser
        self.sampling = sampling
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

    public func drawsNoise(at index: Int) -> Bool { sampling == .consistency && index < steps - 1 }

    public func advanced(
        _ state: Tensor, prediction: Tensor, index: Int, noise: Tensor?
    ) -> (state: Tensor, estimate: Tensor) {
        let stepped = sampler.advanced(state, velocity: prediction, index: index)
        guard drawsNoise(at: index) else { return stepped }
        guard let noise else { preconditionFailure("step \(index) of a consistency sampler adds noise") }
        let next = sampler.times[index + 1]
        return (stepped.estimate * (1 - next) + noise * next, stepped.estimate)
    }

    public func noiseLevel(before index: Int) -> (signal: Float, deviation: Float)? {
        (1 - sampler.times[index], sampler.times[index])
    }

    /// The state is the picture.
    public func pictures(of states: Tensor) -> Tensor { states }

    private static let words = "words"
}
