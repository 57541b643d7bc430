import Layers
import Models
import Tensors
import Testing
import TinyModels

@testable import Methods

/// Likes red.
private struct RedReward: PictureReward {
    let largestBatch = 64

    func encode(_ prompts: [String]) throws -> Conditioning { Conditioning(tokens: prompts.map { _ in [] }) }

    func view(_ pictures: Tensor) -> Tensor { pictures }

    func score(_ pictures: Tensor, captions: Conditioning) -> Tensor {
        pictures.sliced(axis: 3, 0..<1).mean(axes: [1, 2, 3]).reshaped([pictures.shape[0]])
    }
}

@Suite struct HypernetworkTrainingTests {
    private struct Parts {
        let hypernetwork: NoiseHypernetwork
        let adapter: LowRankAdapter
        let store: ParameterStore
    }

    private func parts(seed: UInt64) throws -> Parts {
        let (generator, store) = try TinyWorld.stirredGenerator()
        let adapter = LowRankAdapter(
            rank: 2, alpha: 4, replacedLayers: ["conv_out"], source: .random(seed: seed), isTrainable: true)
        let shift = WorldGenerator(store.scope.adapted(by: adapter), configuration: TinyWorld.generator)
        return Parts(
            hypernetwork: NoiseHypernetwork(
                shift: WorldPictureGenerator(shift, steps: 1),
                generator: WorldPictureGenerator(generator, steps: 1)),
            adapter: adapter,
            store: store)
    }

    private func training(
        _ parts: Parts, seed: UInt64 = 1, reward: any PictureReward = RedReward(),
        change: (inout HypernetworkTraining.Options) -> Void = { _ in }
    ) -> HypernetworkTraining {
        var options = HypernetworkTraining.Options()
        options.steps = 4
        options.batch = 2
        options.warmup = 1
        options.seed = seed
        change(&options)
        return HypernetworkTraining(
            options: options, hypernetwork: parts.hypernetwork, adapter: parts.adapter, reward: reward,
            prompts: TinyWorld.captions(5).map(\.text))
    }

    private let noise = Tensor.normal([2, 32, 32, 3], from: RandomStream(seed: 12))
    private var prompts: [String] { TinyWorld.captions(2).map(\.text) }

    @Test func isReproducible() throws {
        let reward = WorldPictureReward(try TinyWorld.stirredReward().model)
        try TrainingCheck(
            { training(try parts(seed: $0), seed: $0, reward: reward) }, result: \.result
        ).verify()
    }

    @Test func theChangeIsZeroBeforeTheFirstStepOnly() throws {
        let parts = try parts(seed: 1)
        var training = training(parts)
        #expect(try parts.hypernetwork.change(noise, prompts: prompts).elements.allSatisfy { $0 == 0 })
        #expect(
            try parts.hypernetwork.draw(noise, prompts: prompts).elements
                == parts.hypernetwork.drawUnimproved(noise, prompts: prompts).elements)
        #expect(try training.step(0)["change"] == 0)
        #expect(try parts.hypernetwork.change(noise, prompts: prompts).elements.contains { $0 != 0 })
        let change = try #require(try training.step(1)["change"])
        #expect(change > 0)
    }

    @Test func theGeneratorStaysAsItIs() throws {
        let parts = try parts(seed: 1)
        let before = parts.store.values.mapValues(\.elements)
        let unimproved = try parts.hypernetwork.drawUnimproved(noise, prompts: prompts).elements
        var training = training(parts)
        try training.run(TrainingHooks())
        #expect(parts.store.values.mapValues(\.elements) == before)
        #expect(try parts.hypernetwork.drawUnimproved(noise, prompts: prompts).elements == unimproved)
    }

    @Test func theRewardRises() throws {
        let parts = try parts(seed: 1)
        var training = training(parts) { options in
            options.steps = 40
            options.batch = 4
            options.learningRate = 1e-2
        }
        try training.run(TrainingHooks())
        let (reward, read) = (RedReward(), try RedReward().encode(prompts))
        let base = reward.scores(
            of: try parts.hypernetwork.drawUnimproved(noise, prompts: prompts), captions: read)
        let improved = reward.scores(
            of: try parts.hypernetwork.draw(noise, prompts: prompts), captions: read)
        #expect(zip(improved, base).allSatisfy { $0 > $1 })
    }

    /// The stronger the regulariser, the nearer the noise stays to what it was.
    @Test func theRegulariserHoldsTheNoise() throws {
        func change(_ regularization: Float) throws -> Float {
            let parts = try parts(seed: 1)
            var training = training(parts) { options in
                options.steps = 25
                options.learningRate = 1e-2
                options.regularization = regularization
            }
            try training.run(TrainingHooks())
            return try parts.hypernetwork.change(noise, prompts: prompts).sumOfSquares
        }
        #expect(try change(1000) < change(0) / 4)
    }
}
