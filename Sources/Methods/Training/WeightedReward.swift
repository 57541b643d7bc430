import Models

/// A reward as one term of several that are optimised together.
public struct WeightedReward {
    public let reward: any PictureReward
    public let weight: Float
    /// How its values are squashed before they are weighted; nil for rewards that need none.
    public let squashing: RewardSquashing?

    public init(reward: any PictureReward, weight: Float, squashing: RewardSquashing? = nil) {
        self.reward = reward
        self.weight = weight
        self.squashing = squashing
    }
}
