import Tensors

/// Euler steps along the learned velocity, from noise to a picture.
public struct FlowSampler: Sendable {
    /// Times from 1 (noise) down to 0, one more than there are steps.
    public let times: [Float]

    public var steps: Int { times.count - 1 }

    /// Evenly spaced times.
    public init(steps: Int) {
        precondition(steps > 0, "a sampler needs at least one step")
        times = (0...steps).map { 1 - Float($0) / Float(steps) }
    }

    /// One step.
    ///
    /// - Parameters:
    ///   - state: `[B, H, W, C]` at time `times[index]`.
    ///   - index: 0 for the first step.
    /// - Returns: the state at `times[index + 1]`, and the Tweedie estimate of the picture that this step saw.
    public func step(
        _ state: Tensor, index: Int, denoiser: some Denoiser, conditioning: Tensor
    ) -> (state: Tensor, estimate: Tensor) {
        let velocity = denoiser.velocity(
            state, times: Array(repeating: times[index], count: state.shape[0]), conditioning: conditioning)
        return advanced(state, velocity: velocity, index: index)
    }

    /// The state after step `index`, and the Tweedie estimate of the picture.
    public func advanced(_ state: Tensor, velocity: Tensor, index: Int) -> (state: Tensor, estimate: Tensor) {
        let (now, next) = (times[index], times[index + 1])
        return (state + velocity * (next - now), state - velocity * now)
    }

    /// All steps, without gradients.
    public func sample(_ noise: Tensor, denoiser: some Denoiser, conditioning: Tensor) -> Tensor {
        Execution.withoutGradients {
            var state = noise
            for index in 0..<steps {
                state = step(state, index: index, denoiser: denoiser, conditioning: conditioning).state
            }
            return state
        }
    }
}
