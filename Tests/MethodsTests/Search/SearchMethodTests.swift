import Foundation
import Models
import Tensors
import Testing

@testable import Methods

/// All strategies: what they are charged, how they end, and that memory, knowledge and neighbours change nothing.
@Suite struct SearchMethodTests {
    private static let steps = 4
    private let prompts = ToyPrompts.make(3)

    private func models(
        decodes: Bool = true, batch: Int = 64, freshNoise: Float = 0, hypernetwork: Bool = false
    ) -> SearchModels {
        SearchModels(
            generator: ToyGenerator(largestBatch: batch, decodes: decodes, freshNoise: freshNoise),
            reward: MeanReward(),
            noiseAware: NoiseAwareReward(levels: [(0, MeanReward(factor: -1)), (1, MeanReward(factor: -1))]),
            hypernetwork: hypernetwork
                ? NoiseHypernetwork(
                    shift: ToyGenerator(steps: 1), generator: ToyGenerator(steps: Self.steps)) : nil)
    }

    private func plan(
        _ strategy: SearchStrategy, _ budget: SearchBudget, radius: Double = 0.5
    ) throws -> SearchPlan {
        SearchPlan(
            strategy: strategy,
            schedule: try PruningSchedule(steps: [0, 1], keep: [0.5, 0.5], of: Self.steps), budget: budget,
            neighbors: try NeighborChoices(count: 3, radius: radius),
            paths: try PathChoices(steps: [0, 2], branches: 3, back: 1, of: Self.steps))
    }

    private func run(
        _ models: SearchModels, _ plans: [SearchPlan], memory: SearchMemory = .unlimited
    ) throws -> [SearchResult] {
        let search = Search(models: models, memory: memory)
        return try search.run(plans, prompts: prompts, costs: search.callCosts(prompt: prompts[0]))
    }

    /// Counted on the operations themselves: what a strategy is charged is what it takes, and within the budget.
    @Test(arguments: SearchStrategy.allCases, [false, true])
    func chargesAreCounted(strategy: SearchStrategy, hypernetwork: Bool) throws {
        let models = models(hypernetwork: hypernetwork)
        let search = Search(models: models)
        let costs = try search.callCosts(prompt: prompts[0], ascends: strategy == .noiseOptimization)
        #expect(costs.hypernetwork == (hypernetwork ? 144 : 0))
        #expect(costs.merging == 0)
        for budget in [4000, 9000, 20_000] {
            let plan = try plan(strategy, .multiplyAccumulates(budget))
            let measured = try Execution.measured {
                try search.run([plan], prompts: [prompts[0]], costs: costs)[0]
            }
            let result = measured.result
            #expect(result.multiplyAccumulates <= budget)
            #expect(result.calls.cost(costs) == result.multiplyAccumulates)
            // The only survivor is scored for the report, which decides nothing.
            let last = try #require(result.levels.last)
            let extra =
                last.scored == 1 && result.calls[.verifier] == 0 || strategy.prunes && last.scored == 1
            #expect(
                measured.multiplyAccumulates == result.multiplyAccumulates + (extra ? costs.verifier : 0))
            // One more would not fit.
            let size = try search.size(plan, costs: costs)
            let larger = plan.method.calls(size: size + 1, steps: Self.steps, batch: 64)
            #expect(larger.cost(costs) > budget)
        }
    }

    @Test(arguments: SearchStrategy.allCases)
    func waitingOnDiskChangesNothing(strategy: SearchStrategy) throws {
        let plans = try [plan(.bestOfN, .images(7)), plan(strategy, .images(25))]
        let models = models(freshNoise: 0.2, hypernetwork: true)
        let whole = try run(models, plans)
        let folder = NSTemporaryDirectory() + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        for limit in [0, 100, 1000] {
            let spilled = try run(models, plans, memory: SearchMemory(limit: limit, folder: folder))
            #expect(spilled.map(\.winner) == whole.map(\.winner))
            #expect(spilled.map(\.lives) == whole.map(\.lives))
            #expect(spilled.map { $0.picture.elements } == whole.map { $0.picture.elements })
        }
        // Nothing is left behind.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
        let error = #expect(throws: SearchError.self) {
            try run(models, plans, memory: SearchMemory(limit: 0, folder: folder + "/none"))
        }
        #expect("\(try #require(error))".hasPrefix("candidates that wait on disk: cannot be written: "))
    }

    @Test(arguments: SearchStrategy.allCases)
    func batchesChangeNothing(strategy: SearchStrategy) throws {
        let plans = [try plan(strategy, .images(25))]
        let whole = try run(models(freshNoise: 0.2, hypernetwork: true), plans)
        let small = try run(models(batch: 2, freshNoise: 0.2, hypernetwork: true), plans)
        #expect(small.map(\.lives) == whole.map(\.lives))
        #expect(small.map { $0.picture.elements } == whole.map { $0.picture.elements })
    }

    @Test func imagesAreCandidatesThatAreStarted() throws {
        let search = Search(models: models())
        let costs = try search.callCosts(prompt: prompts[0])
        for strategy in SearchStrategy.allCases {
            for count in [7, 8, 30] {
                let plan = try plan(strategy, .images(count))
                let result = try search.run([plan], prompts: [prompts[0]], costs: costs)[0]
                // Each path makes 3 branches at 2 steps.
                #expect(result.lives.count == (strategy == .paths ? count / 7 * 7 : count))
            }
        }
        let few = try plan(.paths, .images(6))
        let error = #expect(throws: SearchError.imagesTooFew(budget: 6, needed: 7)) {
            try search.size(few, costs: costs)
        }
        #expect(
            error?.description
                == "the budget of 6 images is too small: the smallest search of this kind starts 7")
    }

    @Test func secondsArePaidCallByCall() throws {
        let search = Search(models: models())
        let costs = try search.callCosts(prompt: prompts[0])
        let seconds = CallSeconds([.encoder: 0.5, .denoiser: 0.25, .decoder: 0.125, .verifier: 1])
        // One candidate: 0.5 + 4 · 0.25 + 0.125; each of several: 1.125 and a score.
        func size(_ limit: Double) throws -> Int {
            try search.size(plan(.bestOfN, .seconds(limit)), costs: costs, seconds: seconds)
        }
        #expect(try [1.625, 4.7, 4.75, 6.874, 6.875].map(size) == [1, 1, 2, 2, 3])
        #expect(throws: SearchError.secondsTooFew(budget: 1.6, needed: 1.625)) { try size(1.6) }
        #expect(throws: SearchError.noCallSeconds) {
            try search.size(plan(.bestOfN, .seconds(1)), costs: costs)
        }
        let measured = try search.callSeconds(prompt: prompts[0])
        #expect(SearchCall.allCases.allSatisfy { measured[$0] >= 0 && measured[$0] < 10 })
        #expect(measured[.denoiser] > 0)
    }

    // MARK: Zero-order search

    @Test func zeroOrderNeverFallsAndGoesFromTheBest() throws {
        for result in try run(models(), [plan(.zeroOrder, .images(40))]) {
            var pivot = 0
            var best = result.lives[0].scores[0]
            for start in stride(from: 1, to: 40, by: 3) {
                let round = result.lives[start..<start + 3]
                #expect(round.allSatisfy { $0.parent == pivot })
                let top = try #require(round.max { $0.scores[0] < $1.scores[0] })
                if top.scores[0] > best { (pivot, best) = (top.candidate, top.scores[0]) }
            }
            #expect(result.winner == pivot)
            #expect(result.reward == best)
            #expect(best > result.lives[0].scores[0])
        }
    }

    /// The picture of the toy is its noise / 16: lengths and distances of the noise can be read off it.
    @Test(arguments: [0.1, 0.5, 1.2, 2.0])
    func neighborsLieAtTheirDistance(radius: Double) throws {
        let plan = try plan(.zeroOrder, .images(2), radius: radius)
        let search = Search(models: models())
        for prompt in prompts {
            let result = try search.run(
                [plan], prompts: [prompt], costs: search.callCosts(prompt: prompt))[0]
            guard result.winner == 1 else { continue }
            let noise = prompt.noise(0, [2, 2, 3]).elements
            let neighbor = result.picture.elements.map { $0 * 16 }
            func length(_ values: [Float]) -> Double {
                values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
            }
            #expect(abs(length(neighbor) - length(noise)) < 1e-4)
            let distance = length(zip(neighbor, noise).map { $0 - $1 })
            #expect(abs(distance - radius * length(noise)) < 1e-4)
        }
    }

    @Test func aLargerZeroOrderSearchGoesOn() throws {
        let search = Search(models: models(freshNoise: 0.2))
        let costs = try search.callCosts(prompt: prompts[0])
        let (small, large) = (try plan(.zeroOrder, .images(14)), try plan(.zeroOrder, .images(33)))
        let first = try search.run([small], prompts: prompts, costs: costs)
        let known = first.map { result in
            var known = KnownCandidates()
            known.add(plan: small, lives: result.lives, winner: result.winner, picture: result.picture)
            return known
        }
        let alone = try Execution.measured { try search.run([large], prompts: prompts, costs: costs) }
        let goingOn = try Execution.measured {
            try search.run([large], prompts: prompts, costs: costs, known: known)
        }
        #expect(goingOn.result.map(\.lives) == alone.result.map(\.lives))
        #expect(goingOn.result.map(\.multiplyAccumulates) == alone.result.map(\.multiplyAccumulates))
        #expect(goingOn.result.map { $0.picture.elements } == alone.result.map { $0.picture.elements })
        for (small, large) in zip(first, alone.result) {
            #expect(large.lives.prefix(13).map(\.scores) == small.lives.prefix(13).map(\.scores))
        }
        #expect(Double(goingOn.multiplyAccumulates) < 0.75 * Double(alone.multiplyAccumulates))
    }

    // MARK: Paths

    @Test func pathsKeepTheBestAndBranch() throws {
        let result = try run(models(), [plan(.paths, .images(28))])[0]
        // 4 paths; all branch after step 0; after step 2 the best 4 of 12 branch.
        #expect(result.levels.map(\.step) == [2, nil])
        #expect(result.levels.map(\.scored) == [12, 12])
        #expect(result.lives.prefix(4).allSatisfy { $0.branchedAt == 0 && $0.scores.isEmpty })
        let middle = result.lives[4..<16]
        #expect(middle.map(\.parent) == (0..<4).flatMap { Array(repeating: $0, count: 3) })
        let order = middle.sorted { $0.scores[0] > $1.scores[0] }
        #expect(order.prefix(4).allSatisfy { $0.branchedAt == 2 && $0.prunedAt == nil })
        #expect(order.dropFirst(4).allSatisfy { $0.branchedAt == nil && $0.prunedAt == 2 })
        let last = result.lives[16...]
        #expect(Set(last.map { $0.parent! }) == Set(order.prefix(4).map(\.candidate)))
        #expect(result.reward == last.map { $0.scores[0] }.max())
        // Branches differ.
        #expect(Set(last.map { $0.scores[0] }).count == 12)
    }

    /// Taken back to the start of all steps, a state is fresh noise; taken back not at all, it is itself.
    @Test func renoisingFollowsTheForwardProcess() throws {
        let generator = ToyGenerator()
        let state = Tensor.normal([1, 2, 2, 3], from: RandomStream(seed: 3))
        let noise = Tensor.normal([1, 2, 2, 3], from: RandomStream(seed: 4))
        #expect(try generator.renoised(state, before: 2, back: 0, noise: noise).elements == noise.elements)
        #expect(try generator.renoised(state, before: 2, back: 2, noise: noise).elements == state.elements)
        // From (1/2, 1/2) to (1/4, 3/4): half of the state, and noise of deviation sqrt(9/16 - 1/16).
        let back = try generator.renoised(state, before: 2, back: 1, noise: noise).elements
        let expected = zip(state.elements, noise.elements).map { 0.5 * $0 + Float(0.5).squareRoot() * $1 }
        #expect(zip(back, expected).allSatisfy { abs($0 - $1) < 1e-6 })
        let silent = ToyGenerator(saysNoise: false)
        #expect(throws: SearchError.cannotRenoise(step: 1)) {
            try silent.renoised(state, before: 2, back: 1, noise: noise)
        }
        let models = SearchModels(generator: silent, reward: MeanReward())
        #expect(throws: SearchError.cannotRenoise(step: 0)) {
            try run(models, [plan(.paths, .images(28))])
        }
    }

    @Test func nonsenseIsRefused() throws {
        #expect(throws: SearchError.neighborCount(0)) { try NeighborChoices(count: 0, radius: 1) }
        #expect(throws: SearchError.radiusOutside(0)) { try NeighborChoices(count: 1, radius: 0) }
        #expect(throws: SearchError.radiusOutside(2.5)) { try NeighborChoices(count: 1, radius: 2.5) }
        #expect(throws: SearchError.branchCount(1)) {
            try PathChoices(steps: [0], branches: 1, back: 1, of: 4)
        }
        #expect(throws: SearchError.stepsBack(0)) { try PathChoices(steps: [0], branches: 2, back: 0, of: 4) }
        #expect(throws: SearchError.stepOutside(step: 3, total: 4)) {
            try PathChoices(steps: [3], branches: 2, back: 1, of: 4)
        }
        #expect(throws: SearchError.stepsNotAscending([1, 1])) {
            try PathChoices(steps: [1, 1], branches: 2, back: 1, of: 4)
        }
        #expect(throws: SearchError.rewardWeights(found: 1, expected: 2)) {
            try RewardCombination(.rankSum, weights: [1], rewards: 2)
        }
    }

    // MARK: Improved noise

    /// The toy's hypernetwork gives twice the noise at the start, so that candidates start from three times as much.
    @Test func candidatesStartFromImprovedNoise() throws {
        let plain = try run(models(), [plan(.bestOfN, .images(5))])
        let improved = try run(models(hypernetwork: true), [plan(.bestOfN, .images(5))])
        for (plain, improved) in zip(plain, improved) {
            #expect(plain.winner == improved.winner)
            #expect(
                zip(plain.picture.elements, improved.picture.elements).allSatisfy { abs(3 * $0 - $1) < 1e-5 })
            #expect(improved.calls[.hypernetwork] == 5)
            #expect(improved.multiplyAccumulates == plain.multiplyAccumulates + 5 * 144 + 6)
        }
    }

    // MARK: Several rewards

    @Test func ranksAreSummedByHand() throws {
        let ranks = try RewardCombination(.rankSum, weights: [1, 2], rewards: 2)
        // First reward: ranks 0, 1/2, 1; second: 1, 1/4 (shared by two), 1/4.
        #expect(ranks.scores([[1, 9], [2, 3], [3, 3]]) == [2, 1, 1.5])
        // What is no number has no rank, and those of the others are among themselves.
        let broken = ranks.scores([[1, 9], [.nan, 3], [3, 3]])
        #expect(broken[0] == 2 && broken[1].isNaN && broken[2] == 1)
        let sum = try RewardCombination(.weightedSum, weights: [1, -0.5], rewards: 2)
        #expect(sum.scores([[1, 4], [2, 3]]) == [-1, 0.5])
    }

    @Test(arguments: RewardCombination.Rule.allCases, SearchStrategy.allCases)
    func everyRewardIsHeardAndPaid(rule: RewardCombination.Rule, strategy: SearchStrategy) throws {
        let rewards = [
            SearchReward(MeanReward(), noiseAware: NoiseAwareReward(levels: [(1, MeanReward(factor: -1))])),
            SearchReward(PixelReward(pixel: 2)),
        ]
        let combination = try RewardCombination(rule, weights: [2, 1], rewards: 2)
        let models = SearchModels(
            generator: ToyGenerator(decodes: true), rewards: rewards, combination: combination)
        let search = Search(models: models)
        let costs = try search.callCosts(prompt: prompts[0], ascends: strategy == .noiseOptimization)
        #expect(costs.verifier == 24)
        let plan = try plan(strategy, .images(28))
        let measured = try Execution.measured {
            try search.run([plan], prompts: [prompts[0]], costs: costs)[0]
        }
        let result = measured.result
        #expect(result.multiplyAccumulates == measured.multiplyAccumulates)
        #expect(result.rewards.count == 2)
        #expect(result.reward == combination.value(result.rewards))
        let finals = result.lives.filter { $0.prunedAt == nil && $0.branchedAt == nil }
        #expect(finals.allSatisfy { $0.rewards?.count == $0.scores.count })
        if strategy != .zeroOrder && strategy != .noiseOptimization {
            let scores = combination.scores(finals.map { $0.rewards!.last! })
            #expect(scores == finals.map { $0.scores.last! })
            #expect(result.winner == finals[Ranking.argmax(scores)!].candidate)
        }
    }

    /// Glimpses are the estimates at the levels, whether a score was made or known.
    @Test(arguments: SearchStrategy.allCases)
    func survivorsAreShown(strategy: SearchStrategy) throws {
        let search = Search(models: models())
        let costs = try search.callCosts(prompt: prompts[0])
        let plan = try plan(strategy, .images(28))
        let results = try search.run(
            [plan], prompts: prompts, costs: costs, shown: ([1], [0]))
        #expect(results[0].glimpses.isEmpty && results[2].glimpses.isEmpty)
        let result = results[1]
        let last = try #require(result.glimpses.last)
        #expect(last.candidate == result.winner && last.step == nil)
        #expect(last.picture.elements == result.picture.elements)
        #expect(Set(result.glimpses.map(\.level)).count == min(6, result.levels.count))
        for glimpse in result.glimpses {
            #expect(result.levels[glimpse.level].kept.contains(glimpse.candidate))
            #expect(result.lives[glimpse.candidate].scores.contains(glimpse.score))
        }
        var known = KnownCandidates()
        known.add(plan: plan, lives: result.lives, winner: result.winner, picture: result.picture)
        let again = try search.run(
            [plan], prompts: [prompts[1]], costs: costs, known: [known], shown: ([0], [0]))[0]
        #expect(again.glimpses.map(\.score) == result.glimpses.map(\.score))
        #expect(again.glimpses.map { $0.picture.elements } == result.glimpses.map { $0.picture.elements })
    }
}
