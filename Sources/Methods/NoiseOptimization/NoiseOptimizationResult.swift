import Tensors

/// What noise optimisation found for one sample.
public struct NoiseOptimizationResult {
    /// The noise of the best picture: `[H, W, C]`.
    public let noise: Tensor
    /// The best picture: `[H, W, 3]`.
    public let picture: Tensor
    /// The iteration, from 0, that drew it.
    public let iteration: Int
    /// The value by which iterations are compared, of each: the weighted sum of the rewards.
    public let objective: [Float]
    /// What each reward said of the picture of each iteration, by iteration and reward.
    public let scores: [[Float]]

    /// What each reward says of the best picture.
    public var rewards: [Float] { scores[iteration] }
}
