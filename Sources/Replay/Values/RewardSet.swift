/// Several rewards of the same candidates: prompts x candidates x steps x rewards.
public struct RewardSet: Sendable {
    public let rewards: [ReplayReward]

    /// - Throws: where there is none, one is named twice, or they differ in size.
    public init(_ rewards: [ReplayReward]) throws(ReplayError) {
        guard let first = rewards.first else { throw .rewards("no reward is given") }
        for (index, reward) in rewards.enumerated() {
            guard !rewards[..<index].contains(where: { $0.name == reward.name }) else {
                throw .rewards("the reward \(reward.name) is given twice")
            }
            guard reward.base.sizes == first.base.sizes else {
                throw .matrices(
                    reward: reward.name, found: reward.base.sizes, other: first.name,
                    expected: first.base.sizes)
            }
            guard (reward.noiseAware == nil) == (first.noiseAware == nil) else {
                throw .rewards(
                    "one of the rewards \(first.name) and \(reward.name) is noise-aware and the other is not; "
                        + "give noise-aware values of both or of neither")
            }
        }
        self.rewards = rewards
    }

    public var steps: Int { rewards[0].base.steps }
    public var prompts: Int { rewards[0].base.prompts }
    public var candidates: Int { rewards[0].base.candidates }
    public var isNoiseAware: Bool { rewards[0].noiseAware != nil }
}
