import Tensors
import Testing

@testable import Methods

@Suite struct NoiseAwareTargetsTests {
    private let dataset = TweedieTrajectories(
        texts: ["", "", "", "", ""], prompts: [0, 1, 0, 1, 1], estimates: [:],
        pictures: .zeros([5, 1, 1, 3]),
        rewards: [1, 5, 3, 2, 9])

    private func targets(_ rankShare: Float) -> [Float] {
        NoiseAwareObjective.targets(
            dataset.rewards.map { ($0 - 4) / 2 }, ranks: NoiseAwareObjective.ranks(dataset),
            rankShare: rankShare)
    }

    @Test func withoutRanksTheyAreStandardisedRewards() {
        #expect(targets(0) == [-1.5, 0.5, -0.5, -1, 2.5])
    }

    @Test func ranksAreThoseWithinThePrompt() {
        // Of the first prompt 1 < 3; of the second 2 < 5 < 9. Uniform ranks, brought to unit variance.
        let unit = Float(12).squareRoot()
        #expect(targets(1) == [-0.5 * unit, 0, 0.5 * unit, -0.5 * unit, 0.5 * unit])
    }

    @Test func sharesMix() {
        for (mixed, (a, b)) in zip(targets(0.25), zip(targets(0), targets(1))) {
            #expect(abs(mixed - (0.75 * a + 0.25 * b)) < 1e-6)
        }
    }

    @Test func rankingQualityMeasuresEachPrompt() {
        // First prompt in order, second upside down: tau 1 and -1.
        let quality = RankingQuality(
            step: 3, dataset: dataset, isRight: [false, true, true, false, true], scores: [1, 2, 2, 3, 1])
        #expect(quality.step == 3)
        #expect(quality.tau.mean == 0)
        #expect(quality.topSelection.mean == 0.5)
        #expect(quality.areaUnderCurve?.mean == 0.5)
        #expect(quality.tau.count == 2)
        let unjudged = RankingQuality(step: 3, dataset: dataset, isRight: nil, scores: [1, 2, 2, 3, 1])
        #expect(unjudged.areaUnderCurve == nil)
        #expect(unjudged.tau.mean == 0)
    }
}
