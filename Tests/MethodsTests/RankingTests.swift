import Methods
import Tensors
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

    /// Pair by pair, with ties on either side and on both, and zeros of both signs.
    @Test func kendallTauIsItsDefinition() {
        var stream = RandomStream(seed: 1).stream("ranking")
        for count in [2, 3, 5, 16, 33, 100] {
            for scale: Float in [1, 3, 1000] {
                let a = stream.nextNormals(count).map { ($0 * scale).rounded() * -1 }
                let b = stream.nextNormals(count).map { ($0 * scale).rounded() }
                var (balance, untiedA, untiedB) = (0, 0, 0)
                for i in 0..<count {
                    for j in 0..<i {
                        let (x, y) = (a[i] - a[j], b[i] - b[j])
                        if x != 0 { untiedA += 1 }
                        if y != 0 { untiedB += 1 }
                        if x != 0 && y != 0 { balance += (x > 0) == (y > 0) ? 1 : -1 }
                    }
                }
                let scale = Double(untiedA) * Double(untiedB)
                #expect(
                    Ranking.kendallTau(a, b) == (scale > 0 ? Double(balance) / scale.squareRoot() : nil))
            }
        }
        #expect(Ranking.kendallTau([], []) == nil)
        #expect(Ranking.kendallTau([1], [1]) == nil)
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
