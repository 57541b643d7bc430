import Tensors

/// A text-to-image model with its sampler, cut into the calls that a search, a dataset of Tweedie estimates or a noise
/// hypernetwork make one by one.
///
/// The state is what noise and denoising steps have: a latent where there is a decoder, else the picture itself.
/// A sample is the same whatever else is in its batch.
public protocol PictureGenerator {
    /// `[height, width, channels]` of one state.
    var stateShape: Shape { get }

    /// `[height, width, 3]` of one picture.
    var pictureShape: Shape { get }

    /// Denoiser calls from noise to picture.
    var steps: Int { get }

    /// Most samples in one call, as memory allows.
    var largestBatch: Int { get }

    /// Captions to what `prediction` is conditioned on.
    ///
    /// - Throws: where the model cannot read a caption.
    func encode(_ prompts: [String]) throws -> Conditioning

    /// The sampler's first state from standard normal noise `[B, H, W, C]`.
    func start(_ noise: Tensor) -> Tensor

    /// The denoiser's output for the states before step `index`: `[B, H, W, C]`.
    func prediction(_ state: Tensor, index: Int, conditioning: Conditioning) -> Tensor

    /// Whether step `index` adds fresh noise.
    func drawsNoise(at index: Int) -> Bool

    /// The states after step `index`, and the Tweedie estimates of the final states that this step saw.
    ///
    /// - Parameter noise: standard normal values of the shape of `state` where `drawsNoise(at:)` says so.
    func advanced(
        _ state: Tensor, prediction: Tensor, index: Int, noise: Tensor?
    ) -> (state: Tensor, estimate: Tensor)

    /// How much of the final state and of noise the states before step `index` hold, or the final ones for the number of
    /// steps; nil where the sampler does not say.
    func noiseLevel(before index: Int) -> (signal: Float, deviation: Float)?

    /// Pictures `[B, H, W, 3]` within about [-1, 1] of final states or of their estimates.
    func pictures(of states: Tensor) -> Tensor
}

extension PictureGenerator {
    /// That of the state, where it is the picture.
    public var pictureShape: Shape { stateShape }

    public func noiseLevel(before index: Int) -> (signal: Float, deviation: Float)? { nil }

    /// One step: the states after it, and the Tweedie estimates of the final states.
    public func step(
        _ state: Tensor, index: Int, conditioning: Conditioning, noise: Tensor? = nil
    ) -> (state: Tensor, estimate: Tensor) {
        advanced(
            state, prediction: prediction(state, index: index, conditioning: conditioning), index: index,
            noise: noise)
    }

    /// Final states, after all steps.
    ///
    /// - Parameters:
    ///   - noise: `[B, H, W, C]`, standard normal.
    ///   - stepNoise: fresh noise of the same shape for a step that adds some.
    public func sample(
        _ noise: Tensor, conditioning: Conditioning, stepNoise: (_ index: Int) -> Tensor? = { _ in nil }
    ) -> Tensor {
        var state = start(noise)
        for index in 0..<steps {
            state =
                step(
                    state, index: index, conditioning: conditioning,
                    noise: drawsNoise(at: index) ? stepNoise(index) : nil
                ).state
        }
        return state
    }
}
