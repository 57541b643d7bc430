import Methods
import Tensors
import Testing

@testable import Replay

@Suite struct FormulaTests {
    /// Simpson's rule and Cartwright's correction are exact for quadratic functions.
    @Test(arguments: [[0.0, 1, 2], [0, 1, 2.5, 3], [1, 2, 4, 7, 8], [0, 0.5, 1, 3, 4, 9]])
    func simpsonIsExactForParabolas(x: [Double]) {
        let y = x.map { 3 * $0 * $0 - 2 * $0 + 1 }
        func integral(_ x: Double) -> Double { x * x * x - x * x + x }
        #expect(abs(Omega.simpson(x, y) - (integral(x.last!) - integral(x.first!))) < 1e-9)
    }

    @Test func omegaIsRelativeToTheStartOfBestOfN() {
        #expect(Omega.simpson([1, 3], [2, 4]) == 6)
        #expect(Omega.simpson([1], [2]) == 0)
        // Areas above 1: best-of-N 1 + 2 -> 2 in all, the other 3.
        let omega = Omega.percent(budgets: [0, 1, 2], rewards: [1.5, 2.5, 3.5], bestOfN: [1, 2, 3])
        #expect(abs(omega! - 50) < 1e-9)
        #expect(Omega.percent(budgets: [0, 1], rewards: [1, 2], bestOfN: [1, 1]) == nil)
    }

    @Test func expectedMaximumIsTheMeanOverAllSubsets() throws {
        let values: [Float] = [3, 1, 4, 1.5, 9, 2.6]
        let matrix = try RewardMatrix(steps: 1, prompts: 1, candidates: 6, values: values)
        for count in 1...6 {
            let subsets = (1..<64).filter { $0.nonzeroBitCount == count }
            let sum = subsets.reduce(0.0) { sum, subset in
                sum + Double((0..<6).filter { subset >> $0 & 1 == 1 }.map { values[$0] }.max()!)
            }
            let expected = sum / Double(subsets.count)
            #expect(abs(ExpectedMaximum.mean(of: matrix, candidates: count) - expected) < 1e-12)
        }
    }

    /// Against the definition: the candidates at or above the k-th score.
    @Test func topSelectionKeepsEqualScores() {
        var stream = RandomStream(seed: 3).stream("scores")
        for _ in 0..<50 {
            let scores = stream.nextNormals(23).map { ($0 * 2).rounded() }
            let final = stream.nextNormals(23)
            let selection = TopSelection(scores, final: final)
            for share in StepRanking.shares + [StepRanking.quarter, 1] {
                let kept = max(1, Int(share * 23))
                let least = scores.sorted()[23 - kept]
                let best = zip(scores, final).filter { $0.0 >= least }.map(\.1).max()!
                #expect(selection.gap(share: share) == final.max()! - best)
            }
        }
    }

    @Test func theLastStepForetellsItself() throws {
        let matrix = try SyntheticRewards.matrix(steps: 4, prompts: 5, candidates: 40, seed: 1)
        let steps = StepRanking.all(of: matrix, final: matrix)
        #expect(steps[3].kendallTau.mean == 1)
        #expect(steps[3].topSelectionAccuracy.mean == 1)
        #expect(steps[3].topQuarterGap.mean == 0)
        #expect(steps[0].kendallTau.mean < steps[2].kendallTau.mean)
        #expect(steps[0].topSelectionGap.mean > steps[2].topSelectionGap.mean)
        let row = try #require(
            Ranking.kendallTau(Array(matrix.row(step: 1, prompt: 0)), Array(matrix.row(step: 3, prompt: 0))))
        let rest = (1..<5).compactMap {
            Ranking.kendallTau(
                Array(matrix.row(step: 1, prompt: $0)), Array(matrix.row(step: 3, prompt: $0)))
        }
        #expect(abs(steps[1].kendallTau.mean - (row + rest.reduce(0, +)) / 5) < 1e-12)
    }

    /// Bits of 64 subsets against a sort of each, with counters of few and of many digits.
    @Test func bitsKeepTheBestOfEachSubset() throws {
        let matrix = try SyntheticRewards.matrix(steps: 1, prompts: 1, candidates: 150, seed: 7)
        let table = RankTable(matrix, step: 0)
        let subsets = CandidateSubsets(count: 70, size: 110, available: 150, budget: 1, seed: 4)
        for (first, count) in [(0, 64), (64, 6)] {
            let group = SubsetBits(subsets, first: first, candidates: 110, available: 150)
            #expect(group.all.nonzeroBitCount == count)
            for keep in [1, 2, 31, 32, 63, 64, 109] {
                var (target, digits) = (
                    Array(repeating: UInt64.max, count: 150),
                    Array(repeating: UInt64(0), count: SubsetBits.mostDigits)
                )
                SubsetBits.keepBest(
                    keep, order: table.order, size: 150, all: group.all, from: group.words, to: &target,
                    digits: &digits)
                for subset in 0..<count {
                    let start = (first + subset) * 110
                    let own = subsets.candidates[start..<start + 110].map(Int.init)
                    let best = own.sorted { matrix.values[$0] > matrix.values[$1] }.prefix(keep)
                    let kept = (0..<150).filter { target[$0] >> UInt64(subset) & 1 == 1 }
                    #expect(kept == best.sorted(), "\(keep) \(subset)")
                }
            }
        }
    }

    @Test func selectionIsASortForAnyNumberOfCandidates() throws {
        for size in [1, 2, 63, 64, 65, 128, 300, 1000] {
            let matrix = try SyntheticRewards.matrix(steps: 1, prompts: 1, candidates: size, seed: 7)
            let table = RankTable(matrix, step: 0)
            #expect(table.ranks.sorted() == (0..<UInt16(size)).map { $0 })
            let selection = CandidateSelection(candidates: size, rewards: 1)
            defer { selection.deallocate() }
            var stream = RandomStream(seed: 1).stream("order")
            for keep in Set([1, size / 3 + 1, size]) {
                var alive = stream.nextPermutation(size).map { UInt16($0) }
                let expected = alive.sorted { matrix.values[Int($0)] > matrix.values[Int($1)] }.prefix(keep)
                let order = alive
                alive.withUnsafeMutableBufferPointer { alive in
                    table.ranks.withUnsafeBufferPointer {
                        selection.keepBest(
                            keep, of: alive.baseAddress!, count: size, ranks: [$0.baseAddress!])
                    }
                }
                #expect(Set(alive[..<keep]) == Set(expected))
                #expect(Array(alive[..<keep]) == order.filter(Set(expected).contains))
            }
        }
    }
}
