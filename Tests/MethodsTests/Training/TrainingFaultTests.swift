import Models
import Tensors
import Testing
import TinyModels

@testable import Methods

@Suite struct TrainingFaultTests {
    /// Before there is a training that could do a step.
    @Test func aRewardWithoutAGradientIsRefused() throws {
        let rewards = TrainingParts.red + [WeightedReward(CountingReward(), name: "rewards[0]")]
        let error = PostTrainingError.notDifferentiable(reward: 1, name: "rewards[0]")
        #expect(throws: error) { try TrainingParts().training(rewards: rewards) }
        let parts = try TrainingParts(isHypernetwork: false)
        #expect(throws: error) {
            try PostTraining(
                options: TrainingParts.options(),
                generator: GeneratorObjective(
                    parts.generator, adapter: parts.adapter, prompts: TrainingParts.prompts),
                rewards: rewards, prompts: TrainingParts.prompts)
        }
        #expect(
            "\(error)" == """
                reward 2 ("rewards[0]") gives no gradient with respect to the picture; expected one that is computed \
                from the picture by differentiable operations: leave this one out of the training, or put such a one \
                in its place
                """)
    }

    /// One picture that belongs to no step: what it costs is not counted.
    @Test func tryingARewardIsNotCounted() throws {
        let world = WorldPictureReward(try TinyWorld.stirredReward().model)
        let parts = try TrainingParts()
        var (training, cost) = try Execution.measured {
            try parts.training(rewards: [WeightedReward(world)])
        }
        #expect(cost == 0)
        #expect(try Execution.measured { try training.step(0) }.multiplyAccumulates > 0)
    }

    @Test func nothingToTrainOnIsRefused() throws {
        #expect(throws: PostTrainingError.noPrompts) { try TrainingParts().training(prompts: []) }
        #expect(throws: PostTrainingError.noRewards) { try TrainingParts().training(rewards: []) }
    }

    /// A step without numbers changes nothing, is counted, and the next one goes on.
    @Test func brokenStepsAreSkipped() throws {
        let parts = try TrainingParts()
        let reward = BreakingReward(broken: 1..<3)
        var training = try parts.training(
            TrainingParts.options { $0.steps = 4 }, rewards: [WeightedReward(reward)])
        var weights: [[String: [Float]]] = []
        var skipped: [Double] = []
        try training.run(
            TrainingHooks(report: { _, _, metrics in
                weights.append(parts.adapter.store.values.mapValues(\.elements))
                skipped.append(metrics["skipped_steps"]!)
                #expect(metrics.values.allSatisfy { $0.isFinite })
            }))
        #expect(skipped == [0, 1, 2, 2])
        #expect(weights[1] == weights[0] && weights[2] == weights[0] && weights[3] != weights[0])
        #expect(training.skippedSteps == 2)
    }

    @Test func tooManyBrokenStepsAreAnError() throws {
        let parts = try TrainingParts()
        var training = try parts.training(
            TrainingParts.options { ($0.steps, $0.maximumSkips) = (9, 2) },
            rewards: [WeightedReward(BreakingReward(broken: 1..<9))])
        #expect(throws: PostTrainingError.tooManySkipped(inARow: 3, step: 4)) {
            try training.run(TrainingHooks())
        }
    }

    /// A line search that meets no number leaves the weights where they were.
    @Test func aBrokenLineSearchIsSkipped() throws {
        let parts = try TrainingParts()
        let before = parts.adapter.store.values.mapValues(\.elements)
        var training = try parts.training(
            TrainingParts.options {
                ($0.algorithm, $0.noise, $0.clipsSamples, $0.batch) = (.lbfgs, .one, false, 5)
                $0.steps = 1
            }, rewards: [WeightedReward(BreakingReward(broken: 0..<99))])
        try training.run(TrainingHooks())
        #expect(training.skippedSteps == 1)
        #expect(parts.adapter.store.values.mapValues(\.elements) == before)
    }

    /// Rewards of evaluations that rise, then fall: the best weights are the result, and the rest is not done.
    @Test func trainingStopsEarly() throws {
        let parts = try TrainingParts()
        var rewards = [1.0, 3, 2, 2.5, 9].makeIterator()
        var seen: [[String: [Float]]] = []
        var training = try parts.training(
            TrainingParts.options { ($0.steps, $0.evaluationEvery, $0.patience) = (10, 2, 2) },
            evaluation: {
                seen.append(parts.adapter.store.values.mapValues(\.elements))
                return ["reward": rewards.next()!, "judge": 0.5]
            })
        var done = 0
        try training.run(TrainingHooks(report: { step, _, _ in done = step }))
        #expect(done == 8)
        #expect(training.isFinished)
        #expect(training.curve.steps == [2, 4, 6, 8])
        #expect(training.curve.figures == ["reward": [1, 3, 2, 2.5], "judge": [0.5, 0.5, 0.5, 0.5]])
        #expect(training.result.mapValues(\.elements) == seen[1])
    }

    @Test func theAverageIsEvaluatedAndReturned() throws {
        let parts = try TrainingParts()
        var evaluated: [String: [Float]] = [:]
        var training = try parts.training(
            TrainingParts.options { ($0.averageDecay, $0.evaluationEvery) = (0.9, 4) },
            evaluation: {
                evaluated = parts.adapter.store.values.mapValues(\.elements)
                return ["reward": 0]
            })
        try training.run(TrainingHooks())
        #expect(training.result.mapValues(\.elements) == evaluated)
        #expect(
            parts.adapter.store.values.mapValues(\.elements) != evaluated, "training goes on from its own")
    }
}
