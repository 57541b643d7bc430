import Models
import Tensors
import Testing
import TinyModels

@testable import Methods

@Suite struct NoiseAwareTrainingTests {
    private func dataset() throws -> TweedieTrajectories {
        let prompts = TinyWorld.captions(4).map { SearchPrompt(text: $0.text, seed: 2) }
        return try TweedieTrajectories.draw(
            prompts: prompts, firstPrompt: 0, imagesPerPrompt: 2,
            generator: WorldPictureGenerator(try TinyWorld.stirredGenerator().model, steps: 3),
            reward: WorldPictureReward(try TinyWorld.stirredReward().model))
    }

    private func training(
        _ seed: UInt64, _ dataset: TweedieTrajectories, epochs: Double = 1, trainable: [String] = []
    ) throws -> NoiseAwareTraining {
        var options = NoiseAwareTraining.Options(levels: [1, 0], epochsPerLevel: epochs)
        options.trainable = trainable
        options.batch = 4
        options.seed = seed
        let (reward, store) = try TinyWorld.stirredReward()
        return try NoiseAwareTraining(
            options: options, store: store, reward: WorldPictureReward(reward), dataset: dataset)
    }

    @Test func isReproducible() throws {
        let dataset = try dataset()
        // Two levels of two steps each.
        try TrainingCheck({ try training($0, dataset) }, result: { $0.state }).verify()
    }

    @Test func keepsTheWeightsOfEachLevel() throws {
        var training = try training(1, dataset())
        #expect(training.steps == 4)
        _ = training.step(0)
        #expect(training.checkpoints.isEmpty)
        _ = training.step(1)
        let first = try #require(training.checkpoints[1])
        #expect(training.state["optimizer/steps"]?.scalar == 2)
        _ = training.step(2)
        // Momenta of a level point where the next one does not go.
        #expect(training.state["optimizer/steps"]?.scalar == 1)
        _ = training.step(3)
        #expect(training.checkpoints.keys.sorted() == [0, 1])
        #expect(training.checkpoints[1]?["conv_in.weight"]?.elements == first["conv_in.weight"]?.elements)
        #expect(training.checkpoints[0]?["conv_in.weight"]?.elements != first["conv_in.weight"]?.elements)
    }

    @Test func onlyWhatIsNamedLearns() throws {
        var training = try training(1, dataset(), trainable: ["conv_in", "mid."])
        let before = try TinyWorld.stirredReward().store.values
        try training.run(TrainingHooks())
        let after = try #require(training.checkpoints[0])
        #expect(after.keys.sorted() == before.keys.sorted())
        for (name, values) in before {
            let isNamed = name.hasPrefix("conv_in") || name.hasPrefix("mid.")
            #expect((after[name]?.elements == values.elements) != isNamed, "\(name)")
        }
    }

    @Test func learnsTheCleanRewardFromEarlyEstimates() throws {
        var training = try training(1, dataset(), epochs: 30)
        var losses: [Double] = []
        try training.run(TrainingHooks(report: { _, _, metrics in losses.append(metrics["loss"] ?? .nan) }))
        let level = training.stepsPerLevel
        #expect(losses[level - 4..<level].reduce(0, +) < losses[0..<4].reduce(0, +))
    }
}
