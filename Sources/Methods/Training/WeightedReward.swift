import Models
import Tensors

/// A reward, and how much of it a loss takes: the loss of a picture is `-weight · squashing(reward)`.
public struct WeightedReward {
    public var reward: any PictureReward
    public var weight: Float
    /// How the reward is squashed before it is weighted; nil for one without a long tail.
    public var squashing: RewardSquashing?
    /// What a person calls it, such as the parameter that it came by; for messages.
    public var name: String?

    public init(
        _ reward: any PictureReward, weight: Float = 1, squashing: RewardSquashing? = nil, name: String? = nil
    ) {
        self.reward = reward
        self.weight = weight
        self.squashing = squashing
        self.name = name
    }

    /// `weight · squashing(reward)` of rewards as the model gives them: `[B]`, differentiable.
    public func weighted(_ rewards: Tensor) -> Tensor { (squashing?(rewards) ?? rewards) * weight }
}
