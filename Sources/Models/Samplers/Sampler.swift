import Tensors

/// A sampler with a fixed number of steps: a value that only holds factors, so it can be shared, and a step can be
/// taken for any state at any time.
///
///     var latents = noise * sampler.initialNoiseScale
///     for step in 0..<sampler.count {
///         let prediction = model(sampler.modelInput(latents, step: step), sampler.steps[step].timestep)
///         let noise = sampler.steps[step].noise > 0 ? normals(latents.shape) : nil
///         latents = try sampler.step(latents, prediction: prediction, step: step, noise: noise).next
///     }
///
/// Differentiable with respect to states, predictions and noise. The formulas and their sources are in
/// docs/checkpoints/samplers.md.
public struct Sampler: Sendable, Hashable {
    /// What one step gives, in the shape of the state.
    public struct Result {
        /// The state before the next step; after the last one, the latents.
        public let next: Tensor
        /// The Tweedie estimate of the clean latents that this step saw: their mean, given the state.
        public let estimate: Tensor
    }

    public let configuration: SamplerConfiguration
    /// From the noisiest on.
    public let steps: [SamplerStep]
    /// What standard normals are multiplied with to become the first state.
    public let initialNoiseScale: Float

    /// Number of steps.
    public var count: Int { steps.count }
    public var timesteps: [Float] { steps.map(\.timestep) }

    /// - Parameters:
    ///   - steps: at most as many as the schedule has timesteps (for LCM, steps of its distillation).
    ///   - eta: share of fresh noise in the steps of DDIM, from 0 (none) to 1 (as much as in DDPM).
    public init(_ configuration: SamplerConfiguration, steps: Int, eta: Double = 0) throws(SamplerError) {
        let kind = configuration.kind
        try configuration.checkRanges()
        let most = kind == .lcm ? configuration.distilledSteps : configuration.trainTimesteps
        guard steps >= 1, steps <= most else { throw .steps(kind: kind, found: steps, most: most) }
        guard (0...1).contains(eta), eta == 0 || kind == .ddim else { throw .eta(kind: kind, found: eta) }
        self.configuration = configuration
        switch kind {
        case .euler, .eulerAncestral:
            (self.steps, initialNoiseScale) = ExplodingSchedule(configuration, steps: steps).steps
        case .ddim, .ddpm, .lcm:
            let schedule = try PreservingSchedule(configuration, steps: steps, eta: eta)
            (self.steps, initialNoiseScale) = (schedule.steps, 1)
        case .flowMatchEuler:
            (self.steps, initialNoiseScale) = (FlowSchedule(configuration, steps: steps).steps, 1)
        }
        if let step = self.steps.first(where: { !$0.isFinite }) {
            throw .noSignal(
                kind: kind, timestep: step.timestep.isFinite ? Int(step.timestep) : 0,
                prediction: configuration.prediction)
        }
    }

    /// The state as the network wants it (`scale_model_input`).
    public func modelInput(_ state: Tensor, step: Int) -> Tensor {
        let scale = steps[step].inputScale
        return scale == 1 ? state : state * scale
    }

    /// One step.
    ///
    /// - Parameters:
    ///   - state: `[B, ...]`, as the last step left it.
    ///   - prediction: of the network for `modelInput(state, step: step)`, in the shape of the state.
    ///   - step: 0 for the first one.
    ///   - noise: standard normals in the shape of the state, for a step whose `noise` is above 0; ignored by others.
    public func step(
        _ state: Tensor, prediction: Tensor, step index: Int, noise: Tensor? = nil
    ) throws(SamplerError) -> Result {
        let step = try checked(index, state, ("the prediction", prediction))
        let estimate = estimate(state, prediction, step)
        var next = sum([
            (state, step.nextOfState), (prediction, step.nextOfPrediction), (estimate, step.nextOfEstimate),
        ])
        if step.noise > 0 {
            guard let noise else { throw .noNoise(kind: configuration.kind, step: index) }
            guard noise.shape == state.shape else {
                throw .shapes(name: "the noise", found: noise.shape, expected: state.shape)
            }
            next = next + noise * step.noise
        }
        return Result(next: next, estimate: estimate)
    }

    /// The Tweedie estimate of the clean latents alone, without a step.
    public func estimate(_ state: Tensor, prediction: Tensor, step index: Int) throws(SamplerError) -> Tensor
    {
        estimate(state, prediction, try checked(index, state, ("the prediction", prediction)))
    }

    /// The state before a step whose clean latents and noise are known (`add_noise`).
    ///
    /// - Parameter noise: standard normals in the shape of the latents.
    public func state(of latents: Tensor, noise: Tensor, step index: Int) throws(SamplerError) -> Tensor {
        let step = try checked(index, latents, ("the noise", noise))
        return sum([(latents, step.signal), (noise, step.deviation)])
    }

    private func checked(
        _ index: Int, _ state: Tensor, _ other: (name: String, tensor: Tensor)
    ) throws(SamplerError) -> SamplerStep {
        guard steps.indices.contains(index) else { throw .step(found: index, count: count) }
        guard other.tensor.shape == state.shape else {
            throw .shapes(name: other.name, found: other.tensor.shape, expected: state.shape)
        }
        return steps[index]
    }

    private func estimate(_ state: Tensor, _ prediction: Tensor, _ step: SamplerStep) -> Tensor {
        let estimate = sum([(state, step.estimateOfState), (prediction, step.estimateOfPrediction)])
        return configuration.clip.map { estimate.clamped(to: -$0...$0) } ?? estimate
    }

    /// A sum of tensors with factors; terms without weight are left out.
    private func sum(_ terms: [(Tensor, Float)]) -> Tensor {
        var result: Tensor?
        for (tensor, factor) in terms where factor != 0 {
            let term = factor == 1 ? tensor : tensor * factor
            result = result.map { $0 + term } ?? term
        }
        return result ?? .zeros(terms[0].0.shape)
    }
}
