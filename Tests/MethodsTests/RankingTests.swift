import Methods
import Testing

@Suite struct RankingTests {
    @Test func kendallTauCountsPairs() {
        #expect(Ranking.kendallTau([1, 2, 3, 4], [10, 20, 30, 40]) == 1)
        #expect(Ranking.kendallTau([1, 2, 3, 4], [4, 3, 2, 1]) == -1)
        // Five pairs agree, one does not: (5 - 1) / 6.
        #expect(abs(Ranking.kendallTau([1, 2, 3, 4], [1, 2, 4, 3])! - 4.0 / 6) < 1e-12)
        // One tie on one side: tau-b = 2 / sqrt(2 · 3).
        #expect(abs(Ranking.kendallTau([1, 1, 2], [1, 2, 3])! - 2 / 6.0.squareRoot()) < 1e-12)
        #expect(Ranking.kendallTau([1, 1], [1, 2]) == nil)
    }

    @Test func areaUnderCurveCountsTiesHalf() {
        #expect(Ranking.areaUnderCurve([3, 2, 1], isRight: [true, false, false]) == 1)
        #expect(Ranking.areaUnderCurve([1, 1], isRight: [true, false]) == 0.5)
        #expect(Ranking.areaUnderCurve([1, 2], isRight: [true, true]) == nil)
    }

    @Test func nanNeverWins() {
        #expect(Ranking.argmax([.nan, 1, 2]) == 2)
        #expect(Ranking.argmax([.nan]) == nil)
    }

    @Test func nanComesLast() {
        #expect(Ranking.descending([1, .nan, 3, 1, .nan, 2]) == [2, 5, 0, 3, 1, 4])
    }

    @Test func ranksShareTies() {
        #expect(Ranking.normalizedRanks([5, 1, 5, 9]) == [0.5, 0, 0.5, 1])
    }

    @Test func standardErrorIsThatOfTheMean() {
        let estimate = MeanEstimate([1, 2, 3, 4])
        #expect(estimate.mean == 2.5)
        #expect(abs(estimate.standardError - (5.0 / 3 / 4).squareRoot()) < 1e-12)
    }
}
