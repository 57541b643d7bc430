/// What the network predicts of a noisy state.
public enum PredictionType: String, CaseIterable, Sendable, Codable {
    /// The noise.
    case epsilon
    /// The velocity on the circle from signal to noise (arXiv 2202.00512).
    case velocity = "v_prediction"
    /// The clean latents.
    case sample
    /// The velocity on the straight line from clean latents to noise (arXiv 2209.03003).
    case flow = "flow_prediction"
}
