import Layers
import Models
import Tensors
import Testing
import TinyModels

@testable import Methods

@Suite struct NoiseAwareTrainingTests {
    private func dataset(_ images: Int = 2) throws -> TweedieTrajectories {
        let prompts = TinyWorld.captions(4).map { SearchPrompt(text: $0.text, seed: 2) }
        return try TweedieTrajectories.draw(
            prompts: prompts, firstPrompt: 0, imagesPerPrompt: images,
            generator: WorldPictureGenerator(try TinyWorld.stirredGenerator().model, steps: 3),
            reward: WorldPictureReward(try TinyWorld.stirredReward().model))
    }

    private static func options(
        _ seed: UInt64 = 1, epochs: Double = 1, order: NoiseAwareTraining.Order = .cleanToNoisy
    ) -> NoiseAwareTraining.Options {
        var options = NoiseAwareTraining.Options(levels: [1, 0], epochsPerLevel: epochs)
        options.batch = 4
        options.seed = seed
        options.order = order
        return options
    }

    private func learner(
        trainable: [String] = [], rank: Int? = nil, levelCount: Int? = nil
    ) throws -> NoiseAwareLearner {
        let (reward, store) = try TinyWorld.stirredReward()
        guard let rank else {
            return try NoiseAwareLearner(
                WorldPictureReward(reward), store: store, trainable: trainable, levelCount: levelCount)
        }
        let adapter = LowRankAdapter(
            rank: rank, alpha: 4, source: .random(seed: 3), isTrainable: true,
            isAdapted: { layer in layer.hasPrefix("mid.") })
        return try NoiseAwareLearner(
            WorldPictureReward(
                WorldReward(store.scope.adapted(by: adapter), configuration: TinyWorld.reward)),
            adapter: adapter, levelCount: levelCount)
    }

    /// All steps; what each phase left.
    private func run(
        _ options: NoiseAwareTraining.Options, _ learner: NoiseAwareLearner, _ dataset: TweedieTrajectories
    ) throws -> [NoiseAwareCheckpoint] {
        let kept = Kept()
        var training = try NoiseAwareTraining(
            options: options, learner: learner, dataset: dataset, keep: { kept.checkpoints.append($0) })
        try training.run(TrainingHooks())
        return kept.checkpoints
    }

    private final class Kept { var checkpoints: [NoiseAwareCheckpoint] = [] }

    @Test func isReproducible() throws {
        let dataset = try dataset()
        // Two levels of two steps each.
        try TrainingCheck(
            { try NoiseAwareTraining(options: Self.options($0), learner: learner(), dataset: dataset) },
            result: { $0.state }
        ).verify()
    }

    /// But for single levels, of which the last one knows nothing of those before.
    @Test(arguments: NoiseAwareTraining.Order.allCases.filter { $0 != .single })
    func everyOrderIsReproducible(order: NoiseAwareTraining.Order) throws {
        let dataset = try dataset()
        try TrainingCheck(
            {
                var options = Self.options($0, order: order)
                options.loss = .pairwise(temperature: 0.5)
                return try NoiseAwareTraining(
                    options: options, learner: learner(rank: 2, levelCount: 2), dataset: dataset)
            }, result: { $0.state }
        ).verify()
    }

    @Test func handsOverTheWeightsOfEachLevelAndKeepsNone() throws {
        let kept = Kept()
        var training = try NoiseAwareTraining(
            options: Self.options(), learner: learner(), dataset: dataset(),
            keep: { kept.checkpoints.append($0) })
        #expect(training.steps == 4)
        _ = try training.step(0)
        #expect(kept.checkpoints.isEmpty)
        _ = try training.step(1)
        let first = try #require(kept.checkpoints.first)
        #expect(first.phase.name == "level-1")
        #expect(training.state["optimizer/steps"]?.scalar == 2)
        _ = try training.step(2)
        // Momenta of a level point where the next one does not go.
        #expect(training.state["optimizer/steps"]?.scalar == 1)
        _ = try training.step(3)
        #expect(kept.checkpoints.map(\.phase.levels) == [[1], [0]])
        let weight = "conv_in.weight"
        #expect(kept.checkpoints[1].weights[weight]?.elements != first.weights[weight]?.elements)
        // The state has the weights once, and their momenta.
        #expect(training.state.keys.filter { $0.hasSuffix(weight) }.count == 3)
    }

    @Test func onlyWhatIsNamedLearns() throws {
        let before = try TinyWorld.stirredReward().store.values
        let (reward, store) = try TinyWorld.stirredReward()
        let learner = try NoiseAwareLearner(
            WorldPictureReward(reward), store: store, trainable: ["conv_in", "mid."])
        let after = try #require(try run(Self.options(), learner, dataset()).last)
        for (name, values) in before {
            let isNamed = name.hasPrefix("conv_in") || name.hasPrefix("mid.")
            #expect((store[name]?.value.elements == values.elements) != isNamed, "\(name)")
            #expect((after.weights[name] != nil) == isNamed, "\(name)")
        }
    }

    @Test func learnsTheCleanRewardFromEarlyEstimates() throws {
        var training = try NoiseAwareTraining(
            options: Self.options(epochs: 30), learner: learner(), dataset: dataset())
        var losses: [Double] = []
        try training.run(TrainingHooks(report: { _, _, metrics in losses.append(metrics["loss"] ?? .nan) }))
        let level = training.phases[0].steps
        #expect(losses[level - 4..<level].reduce(0, +) < losses[0..<4].reduce(0, +))
    }

    @Test func preferencesAreLearnedFromEarlyEstimates() throws {
        var options = Self.options(epochs: 40)
        options.loss = .pairwise(temperature: 0.5)
        var training = try NoiseAwareTraining(options: options, learner: learner(), dataset: dataset(4))
        var losses: [Double] = []
        try training.run(TrainingHooks(report: { _, _, metrics in losses.append(metrics["loss"] ?? .nan) }))
        let level = training.phases[0].steps
        #expect(losses[level - 4..<level].reduce(0, +) < losses[0..<4].reduce(0, +))
    }

    /// Where levels start: the second of a curriculum from the first, each single one from the clean weights.
    @Test func ordersDifferInWhereALevelStarts() throws {
        let dataset = try dataset()
        func weights(_ order: NoiseAwareTraining.Order, levels: [Int]) throws -> [String: [Float]] {
            var options = Self.options(order: order)
            options.levels = levels
            options.epochs = levels.map { _ in 1 }
            var found: [String: [Float]] = [:]
            for checkpoint in try run(options, learner(), dataset) {
                found[checkpoint.phase.name] = checkpoint.weights["mid.resnets.0.conv1.weight"]?.elements
            }
            return found
        }
        let forward = try weights(.cleanToNoisy, levels: [0, 1])
        let backward = try weights(.noisyToClean, levels: [0, 1])
        let single = try weights(.single, levels: [0, 1])
        let alone = try weights(.single, levels: [1])
        let mixed = try weights(.mixed, levels: [0, 1])
        #expect(forward.keys.sorted() == ["level-0", "level-1"])
        #expect(single["level-1"] == alone["level-1"] && single["level-1"] == forward["level-1"])
        #expect(single["level-0"] != forward["level-0"])
        #expect(backward["level-1"] != forward["level-1"])
        #expect(mixed.keys.sorted() == ["mixed"])
        // The order of the list says nothing.
        #expect(try weights(.cleanToNoisy, levels: [1, 0]) == forward)
    }

    @Test func mixedStepsSeeEveryTrajectoryAtEveryLevelOnce() throws {
        let dataset = try dataset()
        let batches = try NoiseAwareBatches(dataset, batch: 4, drawsPrompts: false)
        #expect(batches.steps(epochs: 1, levels: 3) == 6)
        let all = (0..<6).flatMap { step in
            let batch = batches.batch(step: step, levels: 3, stream: RandomStream(seed: 1))
            #expect(batch.levels == batch.levels.sorted())
            return zip(batch.levels, batch.trajectories).map { $0 * 100 + $1 }
        }
        #expect(all.sorted() == (0..<3).flatMap { level in (0..<8).map { level * 100 + $0 } })
    }

    @Test func pairwiseBatchesHoldWholePrompts() throws {
        let dataset = try dataset(3)
        let batches = try NoiseAwareBatches(dataset, batch: 7, drawsPrompts: true)
        #expect(batches.size == 2)
        let batch = batches.batch(step: 0, levels: 1, stream: RandomStream(seed: 1))
        #expect(batch.groups == [0..<3, 3..<6])
        for group in batch.groups {
            #expect(Set(group.map { dataset.prompts[batch.trajectories[$0]] }).count == 1)
        }
    }

    /// An untrained conditioned reward scores as the clean one, to the bit; a trained one does not.
    @Test func timeConditioningStartsAtZero() throws {
        let dataset = try dataset()
        let learner = try learner(levelCount: 2)
        let captions = try dataset.captions(readBy: learner.reward)
        let views = dataset.estimates[1]!
        let clean = learner.reward.score(views, captions: captions).elements
        #expect(learner.score(views, captions: captions, rows: [0, 1, 0, 1, 0, 1, 0, 1]).elements == clean)
        let checkpoint = try #require(
            try run(Self.options(order: .mixed), learner, dataset).last)
        let rows = try #require(checkpoint.weights[NoiseAwareLearner.levelRows])
        #expect(rows.shape == [2, 16])
        // Both levels were seen, and are told apart.
        #expect(rows.gathered([0]).sumOfSquares > 0 && rows.gathered([1]).sumOfSquares > 0)
        func score(_ row: Int) -> [Float] {
            ShiftedReward(learner.reward, shift: rows.gathered([row]).reshaped([16]))
                .score(views, captions: captions).elements
        }
        #expect(score(0) != score(1))
        let told = learner.score(views, captions: captions, rows: Array(repeating: 1, count: 8))
        #expect(score(1) == told.elements)
    }

    /// Parts of a batch come to the gradient of the whole, whatever the loss compares.
    @Test(arguments: [false, true], [1, 3])
    func partsOfABatchAddUp(isPairwise: Bool, size: Int) throws {
        let dataset = try dataset()
        func first(_ microBatch: Int?) throws -> (metrics: [String: Double], state: [String: Tensor]) {
            var options = Self.options(order: .mixed)
            if isPairwise { options.loss = .pairwise(temperature: 0.5) }
            options.normalization = .batch
            options.microBatch = microBatch
            var training = try NoiseAwareTraining(
                options: options, learner: learner(levelCount: 2), dataset: dataset)
            return (try training.step(0), training.state)
        }
        let (whole, parts) = (try first(nil), try first(size))
        for name in ["loss", "gradient_norm"] {
            let (a, b) = (try #require(whole.metrics[name]), try #require(parts.metrics[name]))
            #expect(a > 0 && abs(a - b) < 1e-4 * a, "\(name): \(a), \(b)")
        }
        // The first moment is a tenth of the clipped gradient.
        for (name, moment) in whole.state where name.hasPrefix("optimizer/first.") {
            let other = try #require(parts.state[name])
            let difference = (moment - other).sumOfSquares
            #expect(difference <= 1e-6 * max(moment.sumOfSquares, 1e-6), "\(name)")
        }
    }

    @Test func batchesAreStandardisedOnTheirOwn() {
        let values = NoiseAwareObjective.standardized(Tensor([1, 3, 5, 7], shape: [4])).elements
        let deviation = (Float(20) / 3).squareRoot()
        for (value, expected) in zip(values, [-3, -1, 1, 3].map { $0 / deviation }) {
            #expect(abs(value - expected) < 1e-5)
        }
    }

    private func error(
        _ images: Int = 2, _ change: (inout NoiseAwareTraining.Options) -> Void
    ) throws -> NoiseAwareError? {
        var options = Self.options()
        change(&options)
        let (learner, dataset) = (try learner(), try dataset(images))
        do {
            _ = try NoiseAwareTraining(options: options, learner: learner, dataset: dataset)
            return nil
        } catch let error as NoiseAwareError {
            return error
        }
    }

    @Test func whatCannotBeIsRefusedBeforeTraining() throws {
        #expect(try error { _ in } == nil)
        #expect(try error { $0.levels = [] } == .noLevels)
        #expect(try error { $0.levels = [1, 1] } == .repeatedLevel(1))
        #expect(try error { $0.epochs = [1] } == .epochCount(found: 1, levels: 2))
        #expect(try error { $0.batch = 9 } == .batchTooLarge(batch: 9, trajectories: 8))
        #expect(try error { $0.normalization = .none } == .rankWithoutUnits)
        #expect(
            try error {
                $0.normalization = .batch
                $0.batch = 1
            } == .batchOfOne)
        #expect(
            try error {
                $0.decay = .exponential
                $0.finalRate = 0
            } == .exponentialToZero)
        #expect(try error(1) { $0.loss = .pairwise(temperature: 1) } == .noPairs)
        #expect(
            try error(3) {
                $0.loss = .pairwise(temperature: 1)
                $0.batch = 2
            } == .batchHoldsNoPrompt(batch: 2, candidates: 3))
        #expect(throws: NoiseAwareError.cannotBeTold) {
            _ = try NoiseAwareLearner(MeanReward(), store: ParameterStore(.random(seed: 1)), levelCount: 1)
        }
    }
}
