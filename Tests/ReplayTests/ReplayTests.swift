import Kernels
import Methods
import Testing

@testable import Replay

@Suite struct ReplayTests {
    private static func replay(_ set: RewardSet, _ accounting: Accounting) throws -> Replay {
        try Replay(
            rewards: set, schedule: PruningSchedule(steps: [0, 2, 3], keep: [0.5, 0.6, 0.45], of: 6),
            costs: ReplayCosts(denoiser: 3, verifier: 1), accounting: accounting)
    }

    @Test(arguments: [1, 3], [Accounting.paper, .exact])
    func isThePlainSearch(rewards: Int, accounting: Accounting) throws {
        for isCoarse in [false, true] {
            let set = try SyntheticRewards.set(rewards: rewards, isCoarse: isCoarse)
            let replay = try Self.replay(set, accounting)
            let budgets = [30.0, 90, 160]
            let found = try replay.curves(budgets: budgets, subsets: 7, seed: 5)
            let budget = ReplayBudget(accounting: accounting, costs: replay.costs, steps: 6)
            let plain = PlainSearch(rewards: set, schedule: replay.schedule, budget: budget)
            for (index, amount) in budgets.enumerated() {
                let size = found.curves.map { $0.points[index].candidates }.max()!
                let subsets = CandidateSubsets(
                    count: 7, size: size, available: set.candidates, budget: amount, seed: 5)
                for curve in found.curves {
                    let point = curve.points[index]
                    let winners = (0..<7).map { subset in
                        let start = subset * size
                        let own = subsets.candidates[start..<start + point.candidates].map(Int.init)
                        return (0..<set.prompts).map { prompt in
                            plain.winner(curve.strategy, prompt: prompt, candidates: own)
                        }
                    }
                    for (kind, reward) in set.rewards.enumerated() {
                        let means = winners.map { winners in
                            let start = 5 * set.prompts * set.candidates
                            let finals = winners.enumerated().map { prompt, winner in
                                Double(reward.base.values[start + prompt * set.candidates + winner])
                            }
                            return finals.reduce(0, +) / Double(finals.count)
                        }
                        let expected = MeanEstimate(means)
                        #expect(abs(point.rewards[kind].mean - expected.mean) < 1e-9)
                        #expect(abs(point.rewards[kind].standardError - expected.standardError) < 1e-9)
                    }
                }
            }
        }
    }

    @Test func threadsMakeNoDifference() throws {
        let replay = try Self.replay(SyntheticRewards.set(rewards: 2), .exact)
        func figures(_ threads: Int) throws -> [[MeanEstimate]] {
            try replay.curves(
                budgets: [60, 100], subsets: 9, seed: 2, compute: Compute(threads: threads)
            ).curves.flatMap { $0.points.flatMap { [$0.rewards, $0.gains] } }
        }
        #expect(try figures(1) == figures(4))
    }

    @Test func aBudgetHasTheSameSubsetsAmongAnyOthers() throws {
        let replay = try Self.replay(SyntheticRewards.set(rewards: 1), .paper)
        let both = try replay.curves(budgets: [60, 100], subsets: 9, seed: 2)
        let alone = try replay.curves(budgets: [100], subsets: 9, seed: 2)
        let other = try replay.curves(budgets: [100], subsets: 9, seed: 3)
        #expect(both.curves[1].points[1].rewards == alone.curves[1].points[0].rewards)
        #expect(other.curves[1].points[0].rewards != alone.curves[1].points[0].rewards)
        #expect(alone.omega(.ttsp) == nil)
        #expect(both.omega(.ttsp) != nil)
    }

    @Test func subsetsAreDrawnWithoutReplacement() {
        let subsets = CandidateSubsets(count: 50, size: 20, available: 20, budget: 1, seed: 1)
        for subset in 0..<50 {
            let own = subsets.candidates[subset * 20..<(subset + 1) * 20]
            #expect(Set(own) == Set(0..<20))
        }
        // A strategy that starts with fewer takes the first of them.
        let fewer = CandidateSubsets(count: 50, size: 5, available: 20, budget: 1, seed: 1)
        #expect(fewer.candidates[5..<10] == subsets.candidates[20..<25])
    }

    @Test func bestOfNIsNearItsClosedForm() throws {
        let replay = try Self.replay(SyntheticRewards.set(rewards: 1), .exact)
        let point = try replay.curves(budgets: [100], subsets: 4000, seed: 1).curves[0].points[0]
        let expected = try #require(point.expected)
        #expect(abs(point.rewards[0].mean - expected) < 5 * point.rewards[0].standardError)
        #expect(point.gains[0].mean == 0)
    }

    @Test func whatDoesNotFitIsRefused() throws {
        let replay = try Self.replay(SyntheticRewards.set(rewards: 1), .exact)
        #expect(throws: ReplayError.budgetTooSmall(budget: 17, needed: 18)) {
            try replay.curves(budgets: [17, 100], subsets: 2, seed: 1)
        }
        #expect(throws: ReplayError.self) { try replay.curves(budgets: [], subsets: 2, seed: 1) }
        #expect(throws: ReplayError.self) { try replay.curves(budgets: [100, 90], subsets: 2, seed: 1) }
        #expect(throws: ReplayError.self) { try replay.curves(budgets: [90, 90], subsets: 2, seed: 1) }
        #expect(throws: ReplayError.self) { try replay.curves(budgets: [.nan], subsets: 2, seed: 1) }
        #expect(throws: ReplayError.self) { try replay.curves(budgets: [100], subsets: 0, seed: 1) }
        // 30 candidates are there.
        #expect(throws: ReplayError.self) { try replay.curves(budgets: [1e9], subsets: 2, seed: 1) }
        #expect(throws: ReplayError.self) { try ReplayCosts(denoiser: 0, verifier: 1) }
        #expect(throws: ReplayError.self) { try ReplayCosts(denoiser: 1, verifier: -1) }
        #expect(throws: ReplayError.self) { try ReplayCosts(denoiser: .infinity, verifier: 1) }
        let long = try PruningSchedule(steps: [8], keep: [0.5], of: 20)
        #expect(throws: ReplayError.self) {
            try Replay(
                rewards: replay.rewards, schedule: long, costs: replay.costs, accounting: .exact)
        }
        #expect(throws: SearchError.self) { try PruningSchedule(steps: [2], keep: [1.4], of: 20) }
        #expect(throws: SearchError.self) { try PruningSchedule(steps: [6, 2], keep: [1, 1], of: 20) }
        #expect(throws: SearchError.self) { try PruningSchedule(steps: [19], keep: [0.5], of: 20) }
    }
}
