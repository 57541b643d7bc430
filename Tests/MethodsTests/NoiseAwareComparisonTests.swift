import Tensors
import Testing

@testable import Methods

@Suite struct NoiseAwareComparisonTests {
    /// Two prompts with three candidates each; the best are 2 and 5, which alone are right.
    private let dataset = TweedieTrajectories(
        texts: Array(repeating: "", count: 6), prompts: [0, 0, 0, 1, 1, 1], estimates: [:],
        pictures: .zeros([6, 1, 1, 3]), rewards: [1, 2, 3, 4, 5, 6])
    private let isRight = [false, false, true, false, false, true]

    private func rankings(_ scores: [Float], isRight: [Bool]?) throws -> PromptRankings {
        PromptRankings(
            scores: [1: scores], steps: [1],
            schedule: try PruningSchedule(steps: [1], keep: [0.4], of: 4), dataset: dataset, isRight: isRight)
    }

    @Test func aPromptsRankingAndWhatASearchFinds() throws {
        // In order; and upside down. One of three survives.
        let found = try rankings([1, 2, 3, 3, 2, 1], isRight: isRight)
        #expect(found.ranks[1]?.map(\.tau) == [1, -1])
        #expect(found.ranks[1]?.map(\.topSelection) == [1, 0])
        #expect(found.ranks[1]?.map(\.areaUnderCurve) == [1, 0])
        #expect(found.found == [3, 4])
        #expect(found.foundRight == [1, 0])
        let unjudged = try rankings([1, 2, 3, 3, 2, 1], isRight: nil)
        #expect(unjudged.foundRight == nil && unjudged.ranks[1]?[0].areaUnderCurve == nil)
    }

    @Test func runsAreAveragedWithinPromptsAndComparedWithTheCleanReward() throws {
        let clean = try rankings([1, 2, 3, 3, 2, 1], isRight: isRight)
        let good = try rankings([1, 2, 3, 1, 2, 3], isRight: isRight)
        // All equal: no tau; the first of three survives.
        let blind = try rankings([0, 0, 0, 0, 0, 0], isRight: isRight)
        let rows = NoiseAwareComparison(
            clean: clean, runs: [("good", [good]), ("both", [good, clean]), ("blind", [blind, good])],
            steps: [1]
        ).rows
        #expect(rows.map(\.name) == ["clean reward", "good", "both", "blind"])
        #expect(rows[0].levels[0].tau.value.mean == 0 && rows[0].levels[0].tau.gain == nil)
        #expect(rows[1].levels[0].tau.value == MeanEstimate([1, 1]))
        #expect(rows[1].levels[0].tau.gain == MeanEstimate([0, 2]))
        #expect(rows[2].levels[0].tau.value == MeanEstimate([1, 0]))
        #expect(rows[2].levels[0].runs == [1, 0])
        // A run without a tau does not count.
        #expect(rows[3].levels[0].tau.value == MeanEstimate([1, 1]))
        #expect(rows[3].levels[0].topSelection.value == MeanEstimate([0.5, 0.5]))
        #expect(rows[1].reward.value == MeanEstimate([3, 6]) && rows[1].reward.gain == MeanEstimate([0, 2]))
        #expect(rows[1].judge?.gain == MeanEstimate([0, 1]))
        let unjudged = NoiseAwareComparison(
            clean: try rankings([1, 2, 3, 3, 2, 1], isRight: nil), runs: [], steps: [1])
        #expect(unjudged.rows[0].judge?.value == nil)
        #expect(unjudged.rows[0].levels[0].areaUnderCurve?.value == nil)
    }
}
