import Tensors

/// Rewards brought to `s · tanh((R + o) / s)`: how bad a hopeless picture is must not matter more than which of two good
/// ones is better, nor may a few hopeless samples own the gradient.
public struct RewardSquashing: Sendable, Hashable {
    public var scale: Float
    public var offset: Float

    public init(scale: Float, offset: Float) {
        self.scale = scale
        self.offset = offset
    }

    /// For the reward of the embedded world, a log-likelihood with a long tail.
    public static let world = RewardSquashing(scale: 6, offset: 4)

    func callAsFunction(_ rewards: Tensor) -> Tensor { ((rewards + offset) * (1 / scale)).tanh * scale }
}
