import Methods
import Testing

@testable import Replay

@Suite struct TuningPartsTests {
    @Test func costsWhatASearchCosts() throws {
        let whole = CallCosts(encoder: 7, denoiser: 99, decoder: 5, verifier: 12)
        let cost = ExactCost(
            costs: .init(encoder: 7, denoiser: 99, decoder: 5, verifier: 12), steps: 20)
        for (at, keep) in [
            ([], []), ([2, 6, 11], [0.4, 0.4, 0.5]), ([0, 18], [0.999, 0.01]), ([5], [1]),
            ([0, 1, 2], [0.5, 1, 0.5]),
        ] as [([Int], [Double])] {
            let schedule = try PruningSchedule(steps: at, keep: keep, of: 20)
            for count in [1, 2, 3, 10, 31, 200] {
                #expect(
                    cost.cost(candidates: count, at: at, keep: keep)
                        == Double(schedule.cost(candidates: count, steps: 20, costs: whole)))
            }
            for budget in [1500, 2004, 20_000, 66_013] {
                #expect(
                    cost.candidates(budget: Double(budget), at: at, keep: keep, maximum: 4096)
                        == schedule.candidates(budget: budget, steps: 20, costs: whole))
            }
        }
    }

    @Test func meetsABudgetExactly() {
        let cost = ExactCost(costs: .init(denoiser: 9.9, verifier: 1.2), steps: 20)
        #expect(cost.candidates(budget: 199.2 * 7, at: [], keep: [], maximum: 200) == 7)
        #expect(cost.candidates(budget: 199.2 * 7 - 0.001, at: [], keep: [], maximum: 200) == 6)
    }

    @Test func leavesOutLevelsThatDoNotPrune() throws {
        let cost = ExactCost(costs: .init(denoiser: 10, verifier: 1), steps: 10)
        let schedule = try #require(
            CandidateSchedule(
                portions: [(0, 0.99), (2, 0.4), (5, 0.39), (7, 0.1)], budget: 700, cost: cost, maximum: 40))
        #expect(schedule.at == [2, 7])
        #expect(schedule.survivors == ExactCost.survivors(of: schedule.candidates, keep: schedule.keep))
        #expect(
            schedule.candidates
                == cost.candidates(budget: 700, at: schedule.at, keep: schedule.keep, maximum: 40))
        #expect(CandidateSchedule(portions: [(2, 0.4)], budget: 99, cost: cost, maximum: 40) == nil)
    }

    @Test func predictsASumOfParts() throws {
        let scores = try MadeUpRewards.matrix { step, prompt, candidate in
            // Step 5 says nothing, and each prompt has a level and each step a scale of its own.
            step == 5
                ? 1 : Float(10 * prompt) + Float(step + 1) * MadeUpRewards.normal(step, prompt, candidate)
        }
        let final = try MadeUpRewards.matrix { _, prompt, candidate in
            Float(-3 * prompt) + 3 * MadeUpRewards.normal(0, prompt, candidate)
                - MadeUpRewards.normal(3, prompt, candidate)
        }
        var moments = ScoreMoments(steps: MadeUpRewards.steps)
        for prompt in 0..<MadeUpRewards.prompts {
            moments += ScoreMoments(scores: scores, final: final, prompt: prompt)
        }
        // In units of the scores 3 and -1/4; absolute values sum to 1.
        let weights = moments.weights(at: [0, 3, 5, 7], ridge: 0)
        let expected = [3 / 3.25, -0.25 / 3.25, 0, 0]
        for (found, right) in zip(weights, expected) { #expect(abs(found - right) < 1e-4, "\(weights)") }
        #expect(moments.weights(at: [5], ridge: 0.01) == [1])
        // The penalty draws the lesser score nearer to zero than the greater one.
        #expect(abs(moments.weights(at: [0, 3], ridge: 10)[0]) < 0.99)
    }

    @Test func ordersAsSortingDoes() throws {
        let scores = try MadeUpRewards.matrix { step, prompt, candidate in
            // Many ties, both signs and both zeros.
            (MadeUpRewards.normal(step, prompt, candidate) * 2).rounded(.toNearestOrEven)
        }
        let order = CandidateOrder(scores: scores, prompts: [3, 8], steps: [1, 4], weights: [1, -2])
        for (row, prompt) in [3, 8].enumerated() {
            func value(_ candidate: Int) -> Float {
                let size = MadeUpRewards.candidates
                return scores.values[(1 * MadeUpRewards.prompts + prompt) * size + candidate]
                    - 2 * scores.values[(4 * MadeUpRewards.prompts + prompt) * size + candidate]
            }
            let right = Ranking.descending((0..<MadeUpRewards.candidates).map(value))
            let start = row * MadeUpRewards.candidates
            #expect(order.candidates[start..<start + MadeUpRewards.candidates].map(Int.init) == right)
            for (rank, candidate) in right.enumerated() { #expect(order.ranks[start + candidate] == rank) }
        }
    }

    @Test func replaysAsAPlainSearchDoes() throws {
        let scores = try MadeUpRewards.knownFrom(0, noise: 2)
        let windows = CandidateWindows(prompts: [4, 9], candidates: 40, passes: 3, seed: 5)
        var valuation = ScheduleValuation(
            scores: scores, final: scores, prompts: [9, 4], windows: windows, weights: { $0.map { _ in 0.5 } }
        )
        let found = valuation.rewards(at: [1, 4], candidates: 13, survivors: [6, 2])
        for (row, prompt) in [9, 4].enumerated() {
            func score(_ step: Int, _ candidate: Int) -> Float {
                scores.values[(step * MadeUpRewards.prompts + prompt) * 40 + candidate]
            }
            var (sum, count) = (0.0, windows.subsets(of: 13))
            windows.withSubsets(of: 13, prompt: prompt) { values, offset in
                for subset in 0..<count {
                    var alive = (0..<13).map { Int(values[offset(subset) + $0]) }
                    let first = Ranking.descending(alive.map { score(1, $0) })
                    alive = first.prefix(6).map { alive[$0] }
                    let second = Ranking.descending(alive.map { score(1, $0) + score(4, $0) })
                    alive = second.prefix(2).map { alive[$0] }
                    sum += Double(alive.map { score(9, $0) }.max()!)
                }
            }
            #expect(count >= 9)
            #expect(abs(found[row] - sum / Double(count)) < 1e-9)
            count = 0
        }
    }

    @Test func usesEveryCandidateAlike() {
        let windows = CandidateWindows(prompts: [2], candidates: 40, passes: 4, seed: 5)
        for count in [1, 5, 10, 21, 39, 40] {
            var uses = Array(repeating: 0, count: 40)
            let subsets = windows.subsets(of: count)
            windows.withSubsets(of: count, prompt: 2) { values, offset in
                for subset in 0..<subsets {
                    let own = (0..<count).map { Int(values[offset(subset) + $0]) }
                    #expect(Set(own).count == count)
                    for candidate in own { uses[candidate] += 1 }
                }
            }
            if 40 % count == 0 { #expect(Set(uses).count == 1) }
            #expect(subsets == (count == 40 ? 1 : (160 + count - 1) / count))
        }
    }

    @Test func countsBestOfNOverAllSubsets() throws {
        let matrix = try MadeUpRewards.matrix(prompts: 2, candidates: 5) { step, prompt, candidate in
            step == 9 ? [3, 1, 2, 8, 5][candidate] * Float(prompt + 1) : 0
        }
        // Of the ten pairs, four have 8 as the greatest, three 5, two 3, one 2.
        #expect(abs(BestOfN.reward(of: matrix, prompt: 1, count: 2) - 2 * 5.5) < 1e-9)
        #expect(abs(BestOfN.reward(of: matrix, prompt: 0, count: 1) - 3.8) < 1e-9)
        #expect(BestOfN.reward(of: matrix, prompt: 0, count: 5) == 8)
    }

    @Test func selectsPrompts() throws {
        #expect(try PromptSelection("even").prompts(of: 5) == [0, 2, 4])
        #expect(try PromptSelection("odd").prompts(of: 5) == [1, 3])
        #expect(try PromptSelection("1:4").prompts(of: 5) == [1, 2, 3])
        for wrong in ["", "evens", "3", "4:4", "3:6", "-1:3", "a:b", "1:2:3", "99999999999999999999:3"] {
            #expect(throws: TuningError.self) { try PromptSelection(wrong).prompts(of: 5) }
        }
        #expect(throws: TuningError.self) { try PromptSelection("odd").prompts(of: 1) }
    }
}
