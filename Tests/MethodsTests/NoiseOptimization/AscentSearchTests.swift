import Models
import Tensors
import Testing

@testable import Methods

@Suite struct AscentSearchTests {
    private static var models: SearchModels {
        SearchModels(
            generator: ToyGenerator(), reward: MeanReward(readingCost: 7),
            noiseAware: NoiseAwareReward(levels: [(step: 0, reward: MeanReward(factor: -1, readingCost: 5))]))
    }

    private static func options(_ iterations: Int) -> NoiseOptimizationOptions {
        var options = NoiseOptimizationOptions()
        options.iterations = iterations
        options.learningRate = 1
        return options
    }

    private static func plan(
        _ start: SearchStrategy?, iterations: Int, budget: SearchBudget
    ) throws -> SearchPlan {
        SearchPlan(
            strategy: .noiseOptimization,
            schedule: try PruningSchedule(steps: [0, 2], keep: [0.5, 0.5], of: 4),
            budget: budget, ascent: try AscentChoices(options: options(iterations), start: start))
    }

    private static func run(_ plans: [SearchPlan]) throws -> (costs: CallCosts, results: [SearchResult]) {
        let prompts = ToyPrompts.make(3)
        let search = Search(models: models)
        let costs = try search.callCosts(prompt: prompts[0], ascends: true)
        return (costs, try search.run(plans, prompts: prompts, costs: costs))
    }

    @Test(
        "alone it takes the iterations that the budget pays for, stays within it, and counts what it said it would"
    )
    func alone() throws {
        let (costs, _) = try Self.run([])
        #expect(costs.ascent > 0)
        let method = AscentSearch(
            choices: try AscentChoices(options: Self.options(9), start: nil), first: nil)
        func price(_ count: Int) -> Int { method.calls(size: count, steps: 4, batch: 64).cost(costs) }
        let plans = try [price(5), price(6) - 1, price(100)].map {
            try Self.plan(nil, iterations: 9, budget: .multiplyAccumulates($0))
        }
        let results = try Self.run(plans).results
        for (place, count) in [5, 5, 9].enumerated() {
            for result in results[place * 3..<place * 3 + 3] {
                #expect(result.lives.count == count)
                #expect(result.multiplyAccumulates == price(count))
                #expect(result.reward == result.lives.map { $0.scores[0] }.max())
                #expect(result.reward > result.lives[0].scores[0])
            }
        }
    }

    @Test(
        "after a search it starts from the winner and never ends below it",
        arguments: [
            SearchStrategy.bestOfN, .ttsp, .ttsnap,
        ])
    func afterSearch(start: SearchStrategy) throws {
        let combined = try Self.plan(start, iterations: 4, budget: .images(12))
        let alone = SearchPlan(
            strategy: start, schedule: try PruningSchedule(steps: [0, 2], keep: [0.5, 0.5], of: 4),
            budget: .images(8))
        let (costs, results) = try Self.run([alone, combined])
        for prompt in 0..<3 {
            let (first, then) = (results[prompt], results[3 + prompt])
            #expect(Array(then.lives.prefix(8)) == first.lives)
            #expect(then.lives.count == 12)
            #expect(then.lives[8].parent == first.winner)
            #expect(then.lives[8].scores == [first.reward])
            #expect(then.reward > first.reward)
            let calls = combined.method.calls(size: 8, steps: 4, batch: 64)
            #expect(then.multiplyAccumulates == calls.cost(costs))
        }
    }

    @Test("what cannot be a start, or a number of iterations, is refused")
    func refused() {
        #expect(throws: SearchError.ascentStart(.paths)) {
            try AscentChoices(options: NoiseOptimizationOptions(), start: .paths)
        }
        #expect(throws: SearchError.ascentIterations(0)) {
            try AscentChoices(options: Self.options(0), start: nil)
        }
    }
}
