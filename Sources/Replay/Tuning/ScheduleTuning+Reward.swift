import Methods

extension ScheduleTuning {
    /// Tunes on one reward: prunes by its noise-aware scores where there are some, by the clean ones otherwise, and
    /// reports as its authors do.
    ///
    /// - Parameter handSet: `nil` for the released schedule, at the same portions of the steps.
    public init(
        _ rewards: RewardSet, costs: TunedSchedule.Costs, handSet: HandSetSchedule? = nil,
        options: Options = Options()
    ) throws {
        guard rewards.rewards.count == 1 else {
            throw TuningError.severalRewards(rewards.rewards.map(\.name))
        }
        let reward = rewards.rewards[0]
        var final = reward.base
        if reward.scale != .plain {
            final = try RewardMatrix(
                steps: final.steps, prompts: final.prompts, candidates: final.candidates,
                values: final.values.map { Float(reward.scale.shown(Double($0))) }, place: reward.name)
        }
        try self.init(
            scores: reward.noiseAware ?? reward.base, final: final,
            strategy: reward.noiseAware == nil ? .ttsp : .ttsnap, costs: costs,
            handSet: handSet ?? .released(steps: final.steps), options: options)
    }
}
