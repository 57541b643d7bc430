/// One step of a sampler. With x the state, m the prediction of the network, z fresh standard normals:
///
///     input of the network:  inputScale · x
///     Tweedie estimate:      x0 = clamp(estimateOfState · x + estimateOfPrediction · m)
///     next state:            nextOfState · x + nextOfPrediction · m + nextOfEstimate · x0 + noise · z
///
/// All samplers here are of this form. The factors are computed in double precision.
public struct SamplerStep: Sendable, Hashable {
    /// What the network is told, on the scale of training (not always a whole number).
    public let timestep: Float
    public let inputScale: Float
    public let estimateOfState: Float
    public let estimateOfPrediction: Float
    public let nextOfState: Float
    public let nextOfPrediction: Float
    public let nextOfEstimate: Float
    /// Deviation of the fresh noise that the step adds; 0 for a step that needs none.
    public let noise: Float
    /// Factors of clean latents and of noise in a state before this step.
    public let signal: Float
    public let deviation: Float

    init(
        timestep: Double, inputScale: Double = 1, estimate: (state: Double, prediction: Double),
        next: (state: Double, prediction: Double, estimate: Double), noise: Double,
        state: (signal: Double, deviation: Double)
    ) {
        self.timestep = Float(timestep)
        self.inputScale = Float(inputScale)
        estimateOfState = Float(estimate.state)
        estimateOfPrediction = Float(estimate.prediction)
        nextOfState = Float(next.state)
        nextOfPrediction = Float(next.prediction)
        nextOfEstimate = Float(next.estimate)
        self.noise = Float(noise)
        signal = Float(state.signal)
        deviation = Float(state.deviation)
    }

    /// Whether all factors are numbers. They are not where a prediction says nothing about the signal.
    var isFinite: Bool {
        [
            timestep, inputScale, estimateOfState, estimateOfPrediction, nextOfState, nextOfPrediction,
            nextOfEstimate, noise, signal, deviation,
        ].allSatisfy(\.isFinite)
    }
}
