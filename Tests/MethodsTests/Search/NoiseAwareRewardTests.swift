import Methods
import Testing

@Suite struct NoiseAwareRewardTests {
    private let reward = NoiseAwareReward(levels: [
        (6, MeanReward(factor: 6)), (2, MeanReward(factor: 2)), (4, MeanReward(factor: 4)),
    ])

    /// The nearest level, the cleaner of two; past the cleanest the original reward judges.
    @Test(arguments: [(0, 2), (2, 2), (3, 4), (4, 4), (5, 6), (6, 6)])
    func theNearestLevelJudges(step: Int, level: Float) {
        #expect((reward.reward(atStep: step) as? MeanReward)?.factor == level)
    }

    @Test func pastTheCleanestLevelThereIsNone() {
        #expect(reward.reward(atStep: 7) == nil)
        #expect(NoiseAwareReward(levels: []).reward(atStep: 0) == nil)
    }

    @Test func aStepCanHaveAJudgeOfItsOwn() throws {
        let chosen = try reward.judging(by: [2: 6, 5: nil, 7: 4])
        func factor(_ step: Int) -> Float? { (chosen.reward(atStep: step) as? MeanReward)?.factor }
        #expect(factor(2) == 6 && factor(7) == 4)
        // The clean reward was chosen; and where nothing was, the nearest level judges.
        #expect(chosen.reward(atStep: 5) == nil)
        #expect(factor(4) == 4)
        #expect(throws: NoiseAwareError.noSuchLevel(3, levels: [2, 4, 6])) {
            _ = try reward.judging(by: [2: 3])
        }
    }
}
