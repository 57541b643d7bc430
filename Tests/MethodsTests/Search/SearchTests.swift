import Methods
import Models
import Tensors
import Testing

@Suite struct SearchTests {
    private static let steps = 4
    private let schedule: PruningSchedule
    private let prompts = ToyPrompts.make(3)

    init() throws { schedule = try PruningSchedule(steps: [0, 1], keep: [0.5, 0.5], of: Self.steps) }

    /// Early estimates are upside down, so a reward that turns them round is noise-aware to perfection.
    private func models(reward: MeanReward = MeanReward(), noiseAware: Bool = true) -> SearchModels {
        SearchModels(
            generator: ToyGenerator(), reward: reward,
            noiseAware: noiseAware
                ? NoiseAwareReward(levels: [(0, MeanReward(factor: -1)), (1, MeanReward(factor: -1))]) : nil)
    }

    private func search(_ models: SearchModels) -> Search { Search(models: models) }

    private func costs() throws -> CallCosts { try search(models()).callCosts(prompt: prompts[0]) }

    private func plan(_ strategy: SearchStrategy, candidates: Int) throws -> SearchPlan {
        let own = strategy.prunes ? schedule : PruningSchedule.none
        return SearchPlan(
            strategy: strategy, schedule: schedule,
            budget: own.cost(candidates: candidates, steps: Self.steps, costs: try costs()))
    }

    @Test func callsAreCountedByTheOperations() throws {
        // A caption: 3 x 2; a denoiser call: 12 x 12; a score: 12.
        #expect(try costs() == CallCosts(encoder: 6, denoiser: 144, verifier: 12))
    }

    @Test func bestOfNTakesTheBestOfTheFirstN() throws {
        let results = try search(models()).run(
            [plan(.bestOfN, candidates: 6)], prompts: prompts, costs: costs())
        #expect(results.map(\.prompt) == ["prompt 0", "prompt 1", "prompt 2"])
        for (prompt, result) in zip(prompts, results) {
            let means = (0..<6).map { prompt.noise($0, [2, 2, 3]).mean().scalar / 16 }
            #expect(result.winner == Ranking.argmax(means))
            #expect(abs(result.reward - means[result.winner]) < 1e-6)
            let picture = prompt.noise(result.winner, [2, 2, 3]) * (1 / 16)
            #expect(zip(result.picture.elements, picture.elements).allSatisfy { abs($0 - $1) < 1e-6 })
            #expect(result.lives.count == 6)
            #expect(result.lives.allSatisfy { $0.prunedAt == nil && $0.scores.count == 1 })
        }
    }

    @Test func aPerfectNoiseAwareRewardLosesNothingByPruning() throws {
        let all = try search(models()).run([plan(.bestOfN, candidates: 16)], prompts: prompts, costs: costs())
        let pruned = try search(models()).run(
            [plan(.ttsnap, candidates: 16)], prompts: prompts, costs: costs())
        #expect(pruned.map(\.winner) == all.map(\.winner))
        #expect(pruned.map(\.reward) == all.map(\.reward))
        #expect(zip(pruned, all).allSatisfy { $0.picture.elements == $1.picture.elements })
        #expect(zip(pruned, all).allSatisfy { $0.multiplyAccumulates < $1.multiplyAccumulates })
        // The clean reward takes early estimates at their word and throws the best away.
        let misled = try search(models()).run([plan(.ttsp, candidates: 16)], prompts: prompts, costs: costs())
        #expect(zip(misled, all).allSatisfy { $0.reward < $1.reward })
    }

    @Test func livesTellWhoFellWhereAndWithWhichScore() throws {
        let result = try search(models()).run(
            [plan(.ttsnap, candidates: 8)], prompts: [prompts[0]], costs: costs())[0]
        let lives = result.lives
        #expect(lives.map(\.candidate) == Array(0..<8))
        #expect(lives.filter { $0.prunedAt == 0 }.allSatisfy { $0.scores.count == 1 })
        #expect(lives.filter { $0.prunedAt == 1 }.allSatisfy { $0.scores.count == 2 })
        #expect(lives.filter { $0.prunedAt == nil }.allSatisfy { $0.scores.count == 3 })
        #expect([0, 1, nil].map { step in lives.filter { $0.prunedAt == step }.count } == [4, 2, 2])
        let fallen = lives.filter { $0.prunedAt == 0 }.map { $0.scores[0] }
        let kept = lives.filter { $0.prunedAt != 0 }.map { $0.scores[0] }
        #expect(fallen.max()! < kept.min()!)
    }

    /// Weights (1), (1, -1/4): who survives is worked out from the scores that the lives tell.
    @Test func prunesByTheWeightedSumOfScores() throws {
        let weighted = try PruningSchedule(
            steps: [0, 1], keep: [0.75, 0.5], weights: [[1], [1, -0.25]], of: Self.steps)
        let plan = SearchPlan(
            strategy: .ttsnap, schedule: weighted,
            budget: weighted.cost(candidates: 16, steps: Self.steps, costs: try costs()))
        let models = SearchModels(
            generator: ToyGenerator(), reward: MeanReward(),
            noiseAware: NoiseAwareReward(levels: [(0, MeanReward(factor: -1)), (1, MeanReward(factor: -1))]))
        for result in try search(models).run([plan], prompts: prompts, costs: costs()) {
            let second = result.lives.filter { $0.scores.count >= 2 }
            #expect(second.count == 12)
            let order = second.sorted { left, right in
                func sum(_ life: CandidateLife) -> Double {
                    Double(life.scores[0]) - 0.25 * Double(life.scores[1])
                }
                return sum(left) > sum(right)
            }
            #expect(
                Set(order.prefix(6).map(\.candidate))
                    == Set(second.filter { $0.prunedAt == nil }.map(\.candidate)))
        }
        // The last score alone, written as weights, is the schedule without any.
        let same = try PruningSchedule(
            steps: [0, 1], keep: [0.5, 0.5], weights: [[1], [0, 1]], of: Self.steps)
        let one = SearchPlan(strategy: .ttsp, schedule: same, budget: 5000)
        let other = SearchPlan(strategy: .ttsp, schedule: schedule, budget: 5000)
        let results = try search(models).run([one, other], prompts: prompts, costs: costs())
        #expect(results[0..<3].map(\.lives) == results[3..<6].map(\.lives))
    }

    @Test(arguments: [SearchStrategy.bestOfN, .ttsp, .ttsnap], [1, 2, 5, 8, 13])
    func whatIsChargedIsWhatIsSpent(strategy: SearchStrategy, candidates: Int) throws {
        let plan = try plan(strategy, candidates: candidates)
        let costs = try costs()
        let models = models()
        let measured = try Execution.measured {
            try search(models).run([plan], prompts: [prompts[0]], costs: costs)[0]
        }
        let result = measured.result
        #expect(result.lives.count >= candidates)
        #expect(
            result.multiplyAccumulates
                == plan.schedule.cost(candidates: result.lives.count, steps: Self.steps, costs: costs))
        #expect(result.multiplyAccumulates <= plan.budget.macs)
        // A single survivor is scored to be reported, which decides nothing and is not charged.
        let survivors = result.lives.filter { $0.prunedAt == nil }.count
        #expect(
            measured.multiplyAccumulates == result.multiplyAccumulates + (survivors == 1 ? costs.verifier : 0)
        )
    }

    /// A decoder, fresh noise in each step, small batches and rewards that read prompts: all is charged, and a
    /// candidate is the same whatever is drawn beside it.
    @Test(arguments: [SearchStrategy.bestOfN, .ttsp, .ttsnap])
    func latentsAreDecodedAndCharged(strategy: SearchStrategy) throws {
        func models(batch: Int) -> SearchModels {
            SearchModels(
                generator: ToyGenerator(largestBatch: batch, decodes: true, freshNoise: 0.3),
                reward: MeanReward(readingCost: 5),
                noiseAware: NoiseAwareReward(levels: [
                    (0, MeanReward(factor: -1, readingCost: 7)), (1, MeanReward(factor: -1, readingCost: 9)),
                ]))
        }
        let costs = try search(models(batch: 64)).callCosts(prompt: prompts[0])
        #expect(
            costs
                == CallCosts(
                    encoder: 6 + 5, noiseAwareEncoder: 16, denoiser: 144, decoder: 144, verifier: 12))
        let plan = SearchPlan(strategy: strategy, schedule: schedule, budget: 9000)
        let measured = try Execution.measured {
            try search(models(batch: 64)).run([plan], prompts: [prompts[0]], costs: costs)[0]
        }
        let result = measured.result
        #expect(result.multiplyAccumulates <= plan.budget.macs)
        #expect(result.lives.count > 3)
        // Measuring what a prompt costs to read is no part of the search.
        let survivors = result.lives.filter { $0.prunedAt == nil }.count
        #expect(
            measured.multiplyAccumulates == result.multiplyAccumulates + (survivors == 1 ? costs.verifier : 0)
        )
        let small = try search(models(batch: 3)).run([plan], prompts: prompts, costs: costs)[0]
        #expect(small.winner == result.winner)
        #expect(small.reward == result.reward)
        #expect(small.lives == result.lives)
        #expect(small.picture.elements == result.picture.elements)
        let plain = try search(self.models()).run([plan], prompts: [prompts[0]], costs: costs)[0]
        #expect(plain.picture.elements != result.picture.elements)
    }

    @Test func everyBudgetIsKept() throws {
        let costs = try costs()
        for budget in stride(from: 600, through: 12_000, by: 317) {
            for strategy in SearchStrategy.allCases {
                let plan = SearchPlan(strategy: strategy, schedule: schedule, budget: budget)
                let result = try search(models()).run([plan], prompts: [prompts[0]], costs: costs)[0]
                #expect(result.multiplyAccumulates <= budget)
            }
        }
    }

    @Test func plansDoNotTouchEachOther() throws {
        let plans = try [
            plan(.bestOfN, candidates: 3), plan(.ttsnap, candidates: 9), plan(.ttsp, candidates: 12),
            plan(.bestOfN, candidates: 7), plan(.ttsnap, candidates: 5),
        ]
        let together = try search(models()).run(plans, prompts: prompts, costs: costs())
        var apart: [SearchResult] = []
        for plan in plans {
            for prompt in prompts {
                apart += try search(models()).run([plan], prompts: [prompt], costs: costs())
            }
        }
        #expect(together.map(\.plan) == apart.map(\.plan))
        #expect(together.map(\.prompt) == apart.map(\.prompt))
        #expect(together.map(\.winner) == apart.map(\.winner))
        #expect(together.map(\.reward) == apart.map(\.reward))
        #expect(together.map(\.multiplyAccumulates) == apart.map(\.multiplyAccumulates))
        #expect(together.map(\.lives) == apart.map(\.lives))
        #expect(together.map { $0.picture.elements } == apart.map { $0.picture.elements })
    }

    /// A search at a larger budget that knows what a smaller one found is the same search for less work. Paths go on
    /// otherwise where there are more of them, and gradients are taken anew.
    @Test(arguments: SearchStrategy.allCases.filter { $0 != .paths && $0 != .noiseOptimization })
    func knownCandidatesSaveWorkAndChangeNothing(strategy: SearchStrategy) throws {
        let small = try plan(strategy, candidates: 9)
        let known = try search(models()).run([small], prompts: prompts, costs: costs()).map { result in
            var known = KnownCandidates()
            known.add(
                plan: small, lives: result.lives, winner: result.winner, picture: result.picture)
            return known
        }
        for candidates in [9, 10, 20] {
            let large = try plan(strategy, candidates: candidates)
            let costs = try costs()
            func run(_ known: [KnownCandidates]) throws -> (result: [SearchResult], spent: Int) {
                let run = try Execution.measured {
                    try search(models()).run([large], prompts: prompts, costs: costs, known: known)
                }
                return (run.result, run.multiplyAccumulates)
            }
            let (alone, goingOn) = (try run([]), try run(known))
            #expect(goingOn.result.map(\.winner) == alone.result.map(\.winner))
            #expect(goingOn.result.map(\.reward) == alone.result.map(\.reward))
            #expect(goingOn.result.map(\.lives) == alone.result.map(\.lives))
            #expect(goingOn.result.map(\.multiplyAccumulates) == alone.result.map(\.multiplyAccumulates))
            #expect(goingOn.result.map { $0.picture.elements } == alone.result.map { $0.picture.elements })
            // Of 20 candidates, the 9 known ones cost next to nothing; of 9, hardly more than the captions.
            let share = Double(goingOn.spent) / Double(alone.spent)
            #expect(share < (candidates == 20 ? 0.75 : 0.4), "\(candidates) candidates: \(share)")
        }
    }

    @Test func aBudgetForLessThanOneCandidateIsRefused() throws {
        let costs = try costs()
        let plan = SearchPlan(strategy: .ttsnap, schedule: schedule, budget: 581)
        let error = #expect(throws: SearchError.budgetTooSmall(budget: 581, needed: 582)) {
            try search(models()).run([plan], prompts: prompts, costs: costs)
        }
        #expect(
            error?.description == "the budget of 581 MACs does not pay for one candidate, which costs 582")
        let enough = SearchPlan(strategy: .ttsnap, schedule: schedule, budget: 582)
        #expect(
            try search(models()).run([enough], prompts: prompts, costs: costs).map(\.winner) == [0, 0, 0])
    }

    /// The verifier breaks on the brightest pictures and estimates; the best of the others wins.
    /// Gradient ascent has nothing else to choose where its only noise breaks the verifier.
    @Test(arguments: SearchStrategy.allCases.filter { $0 != .noiseOptimization })
    func aScoreThatIsNoNumberNeverWins(strategy: SearchStrategy) throws {
        let reward = MeanReward(nanAbove: 0.01)
        let broken = SearchModels(
            generator: ToyGenerator(), reward: reward, noiseAware: NoiseAwareReward(levels: [(1, reward)]))
        let results = try search(broken).run(
            [plan(strategy, candidates: 32)], prompts: prompts, costs: costs())
        #expect(results.flatMap(\.lives).flatMap(\.scores).contains { $0.isNaN })
        for result in results {
            #expect(result.reward.isFinite)
            #expect(result.lives[result.winner].scores.allSatisfy { $0.isFinite })
        }
    }

    /// A candidate without a number is pruned before any with one.
    @Test func aScoreThatIsNoNumberIsPrunedFirst() throws {
        let reward = MeanReward(factor: -1, nanAbove: 0.3)
        let models = SearchModels(
            generator: ToyGenerator(), reward: MeanReward(),
            noiseAware: NoiseAwareReward(levels: [(1, reward)]))
        let results = try search(models).run(
            [plan(.ttsnap, candidates: 32)], prompts: ToyPrompts.make(8), costs: costs())
        let lives = results.flatMap(\.lives)
        #expect(lives.contains { $0.scores[0].isNaN })
        #expect(lives.filter { $0.scores[0].isNaN }.allSatisfy { $0.prunedAt == 0 })
    }

    @Test func stopsWhenItIsTold() throws {
        struct Stop: Error {}
        let plan = try plan(.bestOfN, candidates: 4)
        #expect(throws: Stop.self) {
            try search(models()).run(
                [plan], prompts: prompts, costs: costs(), checkCancellation: { throw Stop() })
        }
    }

    @Test func thePromptAndNotItsPlaceDecidesTheNoise() {
        let prompts = ToyPrompts.make(2)
        let same = SearchPrompt(text: "prompt 1", seed: 1)
        #expect(prompts[1].noise(3, [2, 2, 3]).elements == same.noise(3, [2, 2, 3]).elements)
        #expect(prompts[1].noise(3, [2, 2, 3]).elements != prompts[0].noise(3, [2, 2, 3]).elements)
        #expect(prompts[1].noise(3, [2, 2, 3]).elements != prompts[1].noise(4, [2, 2, 3]).elements)
        let other = ToyPrompts.make(2, seed: 2)
        #expect(prompts[1].noise(3, [2, 2, 3]).elements != other[1].noise(3, [2, 2, 3]).elements)
    }

    @Test func repeatsAndSecondOccurrencesHaveNoiseOfTheirOwn() {
        let prompt = ToyPrompts.make(1)[0]
        let again = SearchPrompt(text: prompt.text, seed: 1, occurrence: 1)
        func noise(_ prompt: SearchPrompt) -> [[Float]] {
            (0..<4).map { prompt.noise($0, [2, 2, 3]).elements }
        }
        #expect(noise(prompt.repeated(0)) == noise(prompt))
        let all = noise(prompt) + noise(prompt.repeated(1)) + noise(again) + noise(again.repeated(1))
        #expect(Set(all).count == 16)
    }
}

extension SearchBudget {
    /// Of a budget in multiply-accumulates.
    var macs: Int { if case .multiplyAccumulates(let count) = self { count } else { 0 } }
}
