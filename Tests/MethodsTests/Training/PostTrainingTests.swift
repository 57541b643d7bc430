import Layers
import Models
import Tensors
import Testing
import TinyModels

@testable import Methods

@Suite struct PostTrainingTests {
    private let noise = Tensor.normal([2, 32, 32, 3], from: RandomStream(seed: 12))
    private var prompts: [String] { TinyWorld.captions(2).map(\.text) }

    /// The choices of a training, each of which has state of its own.
    static let choices: [String: @Sendable (inout PostTrainingOptions) -> Void] = [
        "as it is": { _ in },
        "sgd": { ($0.algorithm, $0.noise) = (.sgd, .batch) },
        "nesterov": { ($0.algorithm, $0.isNesterov, $0.weightDecay) = (.sgd, true, 0.01) },
        "adam, accumulated": { ($0.algorithm, $0.accumulation) = (.adam, 2) },
        "average": { $0.averageDecay = 0.9 },
        "lbfgs": {
            ($0.algorithm, $0.noise, $0.clipsSamples, $0.batch, $0.steps) = (.lbfgs, .multi, false, 5, 3)
            ($0.learningRate, $0.hold) = (1, 1)
        },
        "evaluations": { ($0.evaluationEvery, $0.patience, $0.noise) = (1, 9, .multi) },
    ]

    @Test(arguments: choices.keys.sorted())
    func isReproducible(_ name: String) throws {
        let reward = WorldPictureReward(try TinyWorld.stirredReward().model)
        let change = try #require(Self.choices[name])
        try TrainingCheck(
            { seed in
                let parts = try TrainingParts(seed: seed)
                return try parts.training(
                    TrainingParts.options(seed: seed, change),
                    rewards: [WeightedReward(reward)],
                    evaluation: { ["reward": Double(try parts.colour(0, improved: true))] })
            }, result: \.result
        ).verify()
    }

    @Test func fineTuningIsReproducible() throws {
        try TrainingCheck(
            { seed in
                let parts = try TrainingParts(seed: seed, isHypernetwork: false)
                return try PostTraining(
                    options: TrainingParts.options(seed: seed),
                    generator: GeneratorObjective(
                        parts.generator, adapter: parts.adapter, prompts: TrainingParts.prompts),
                    rewards: TrainingParts.red, prompts: TrainingParts.prompts)
            }, result: \.result
        ).verify()
    }

    @Test func theChangeIsZeroBeforeTheFirstStepOnly() throws {
        let parts = try TrainingParts()
        var training = try parts.training()
        #expect(try parts.hypernetwork.change(noise, prompts: prompts).elements.allSatisfy { $0 == 0 })
        #expect(
            try parts.hypernetwork.draw(noise, prompts: prompts).elements
                == parts.hypernetwork.drawUnimproved(noise, prompts: prompts).elements)
        let first = try training.step(0)
        #expect(first["change"] == 0 && first["kl_bound"] == 0)
        #expect(try parts.hypernetwork.change(noise, prompts: prompts).elements.contains { $0 != 0 })
        let second = try training.step(1)
        let change = try #require(second["change"])
        #expect(change > 0)
        let bound = try #require(second["kl_bound"])
        #expect(abs(bound / (change * 3072 / 2) - 1) < 1e-5)
    }

    @Test func theGeneratorStaysAsItIs() throws {
        let parts = try TrainingParts()
        let before = parts.store.values.mapValues(\.elements)
        let unimproved = try parts.hypernetwork.drawUnimproved(noise, prompts: prompts).elements
        var training = try parts.training()
        try training.run(TrainingHooks())
        #expect(parts.store.values.mapValues(\.elements) == before)
        #expect(try parts.hypernetwork.drawUnimproved(noise, prompts: prompts).elements == unimproved)
    }

    @Test(arguments: [true, false]) func theRewardRises(isResidual: Bool) throws {
        let parts = try TrainingParts(isResidual: isResidual)
        let before = try parts.colour(0, improved: true)
        var training = try parts.training(
            TrainingParts.options { ($0.steps, $0.batch, $0.learningRate) = (40, 4, 1e-2) })
        try training.run(TrainingHooks())
        #expect(try parts.colour(0, improved: true) > before)
        if isResidual { #expect(try parts.colour(0, improved: false) == before) }
    }

    /// Alone, f is the noise: nothing at the start.
    @Test func withoutTheNoiseTheOutputIsAll() throws {
        let parts = try TrainingParts(isResidual: false)
        let change = try parts.hypernetwork.change(noise, prompts: prompts)
        #expect(change.elements == noise.elements.map { -$0 })
    }

    @Test func directFineTuningRaisesTheReward() throws {
        let parts = try TrainingParts(isHypernetwork: false)
        func red() throws -> Float {
            let pictures = parts.generator.sample(noise, conditioning: try parts.generator.encode(prompts))
            return try ColourReward().scores(of: pictures, captions: ColourReward().encode(prompts))
                .reduce(0, +)
        }
        let (before, base) = (try red(), parts.store.values.mapValues(\.elements))
        var training = try PostTraining(
            options: TrainingParts.options { $0.steps = 20 },
            generator: GeneratorObjective(
                parts.generator, adapter: parts.adapter, prompts: TrainingParts.prompts),
            rewards: TrainingParts.red, prompts: TrainingParts.prompts)
        try training.run(TrainingHooks())
        #expect(try red() > before)
        #expect(parts.store.values.mapValues(\.elements) == base, "only the terms learn")
    }

    /// The stronger the regulariser, the nearer the noise stays to what it was.
    @Test(arguments: NoiseRegularizer.allCases) func theRegulariserHoldsTheNoise(
        _ regularizer: NoiseRegularizer
    ) throws {
        func distance(_ weight: Float) throws -> Float {
            let parts = try TrainingParts()
            var training = try parts.training(
                TrainingParts.options { ($0.steps, $0.learningRate) = (25, 1e-2) },
                regularizer: regularizer, regularization: weight)
            try training.run(TrainingHooks())
            let improved = noise + (try parts.hypernetwork.change(noise, prompts: prompts))
            guard regularizer == .norm else { return (improved - noise).sumOfSquares }
            // Of the norm, from the most likely one.
            return abs((improved.sumOfSquares / 2).squareRoot() - Float(3071).squareRoot())
        }
        let weight: Float = regularizer == .meanSquare ? 1000 : 10
        #expect(try distance(weight) < distance(0) / 2)
    }

    /// Weights decide between rewards that want different things.
    @Test func rewardsPullByTheirWeights() throws {
        func blueMinusRed(_ weights: (Float, Float), isNormalized: Bool = false) throws -> Float {
            let parts = try TrainingParts()
            var training = try parts.training(
                TrainingParts.options {
                    ($0.steps, $0.learningRate, $0.normalizesRewards) = (20, 1e-2, isNormalized)
                },
                rewards: [
                    WeightedReward(ColourReward(channel: 0), weight: weights.0),
                    WeightedReward(ColourReward(channel: 2), weight: weights.1),
                ])
            var last: [String: Double] = [:]
            try training.run(TrainingHooks(report: { _, _, metrics in last = metrics }))
            let parted =
                try #require(last["reward_1"]) * Double(weights.0) + last["reward_2"]!
                * Double(weights.1)
            #expect(abs(parted - last["reward"]!) < 1e-9)
            return try parts.colour(2, improved: true) - parts.colour(0, improved: true)
        }
        #expect(try blueMinusRed((0, 5)) > blueMinusRed((5, 0)))
        // Normalised, the scale of a reward is nothing: only the ratio of weights counts.
        let normalized = try blueMinusRed((1, 1), isNormalized: true)
        #expect(try blueMinusRed((5, 0.1)) < normalized && blueMinusRed((0.1, 5)) > normalized)
    }

    @Test func recomputingChangesNoBit() throws {
        func result(_ recomputes: Bool) throws -> [String: [Float]] {
            var training = try TrainingParts().training(TrainingParts.options { $0.recomputes = recomputes })
            try training.run(TrainingHooks())
            return training.result.mapValues(\.elements)
        }
        #expect(try result(true) == result(false))
    }

    /// Two halves are the whole, where all samples count alike and have the noise of their prompt.
    @Test func accumulatingIsALargerBatch() throws {
        func result(_ batch: Int, _ accumulation: Int) throws -> [String: [Float]] {
            let prompts = Array(TrainingParts.prompts.prefix(4))
            var training = try TrainingParts().training(
                TrainingParts.options {
                    ($0.batch, $0.accumulation, $0.noise, $0.clipsSamples) = (
                        batch, accumulation, .multi, false
                    )
                    ($0.algorithm, $0.learningRate) = (.sgd, 1e-2)
                }, prompts: prompts)
            _ = try training.step(0)
            return training.result.mapValues(\.elements)
        }
        let (whole, parts) = (try result(4, 1), try result(2, 2))
        for (name, values) in whole {
            for (found, expected) in zip(try #require(parts[name]), values) {
                #expect(abs(found - expected) <= 1e-5 * max(abs(expected), 1e-2), "\(name)")
            }
        }
    }

    @Test func everyPromptIsReadOnce() throws {
        let counter = ColourReward.Counter()
        var training = try TrainingParts().training(
            TrainingParts.options { $0.steps = 10 },
            rewards: [WeightedReward(ColourReward(reads: counter))])
        try training.run(TrainingHooks())
        #expect(counter.count == 5)
    }

    @Test func noiseIsReusedAsAsked() {
        func noise(_ reuse: NoiseReuse, step: Int, group: Int, places: [Int]) -> [[Float]] {
            let all = reuse.noise(
                [2], step: step, group: group, places: places, from: RandomStream(seed: 3).stream("n")
            ).elements
            return places.indices.map { Array(all[$0 * 2..<$0 * 2 + 2]) }
        }
        let fresh = noise(.fresh, step: 0, group: 0, places: [0, 1])
        #expect(fresh[0] != fresh[1] && noise(.fresh, step: 1, group: 0, places: [0, 1]) != fresh)
        let batch = noise(.batch, step: 4, group: 2, places: [0, 1])
        #expect(batch[0] == batch[1] && noise(.batch, step: 5, group: 2, places: [3]) == [batch[0]])
        #expect(noise(.batch, step: 6, group: 3, places: [0]) != [batch[0]])
        let one = noise(.one, step: 1, group: 1, places: [0, 1])
        #expect(one[0] == one[1] && noise(.one, step: 9, group: 9, places: [4]) == [one[0]])
        let multi = noise(.multi, step: 1, group: 1, places: [0, 1])
        #expect(multi[0] != multi[1] && noise(.multi, step: 7, group: 7, places: [1, 0]) == multi.reversed())
    }

    /// Over fixed prompts and noise the loss falls with every step.
    @Test func aLineSearchOverfits() throws {
        let parts = try TrainingParts()
        var rewards: [Double] = []
        var training = try parts.training(
            TrainingParts.options {
                ($0.algorithm, $0.noise, $0.clipsSamples, $0.batch) = (.lbfgs, .one, false, 5)
                ($0.steps, $0.learningRate, $0.hold) = (5, 1, 1)
            }, regularization: 0)
        try training.run(TrainingHooks(report: { _, _, metrics in rewards.append(metrics["reward"]!) }))
        #expect(rewards.count == 5)
        #expect(zip(rewards, rewards.dropFirst()).allSatisfy { $0 <= $1 + 1e-3 }, "\(rewards)")
        #expect(rewards[4] > rewards[0])
    }

    @Test func aLineSearchNeedsAFixedLoss() throws {
        func message(_ change: (inout PostTrainingOptions) -> Void) -> String? {
            do {
                _ = try TrainingParts().training(
                    TrainingParts.options {
                        ($0.algorithm, $0.noise, $0.clipsSamples, $0.batch) = (.lbfgs, .one, false, 5)
                        change(&$0)
                    })
                return nil
            } catch {
                return "\(error)"
            }
        }
        #expect(message { _ in } == nil)
        #expect(message { $0.noise = .fresh }?.contains("set noise to \"one\" or \"multi\"") == true)
        #expect(message { $0.batch = 2 }?.contains("the number of prompts, which is 5") == true)
        #expect(message { $0.clipsSamples = true }?.contains("neither clip samples") == true)
    }
}
