import Kernels
import Layers
import Models
import Tensors
import Testing

/// What holds of the networks beyond the numbers of the Python libraries.
@Suite struct CheckpointModelTests {
    private let latents = Tensor.normal([3, 6, 5, 4], from: RandomStream(seed: 1))
    private let text = Tensor.normal([3, 4, 12], from: RandomStream(seed: 2))

    private func turbo() throws -> (model: UNet2DConditionModel, store: ParameterStore) {
        try ParityFixture("unet-turbo").folder.unet()
    }

    @Test func aSampleIsTheSameAloneAndInABatch() throws {
        let model = try turbo().model
        let together = model(latents, timesteps: [999, 500, 3], text: text)
        for index in 0..<3 {
            let alone = model(
                latents.gathered([index]), timesteps: [[999, 500, 3][index]], text: text.gathered([index]))
            #expect(alone.elements == together.gathered([index]).elements)
        }
    }

    @Test func bytesDoNotDependOnTheNumberOfThreads() throws {
        let (model, decoder) = (
            try turbo().model, try ParityFixture("autoencoder").folder.autoencoder().model
        )
        func everything(threads: Int) throws -> [[Float]] {
            try Execution.with(Compute(threads: threads)) {
                let leaf = latents.tracked
                let decoded = decoder.decode(model(leaf, timesteps: [999, 500, 3], text: text))
                let gradient = try #require(decoded.squared.sum().gradients()[leaf])
                return [decoded.elements, gradient.elements]
            }
        }
        let one = try everything(threads: 1)
        for threads in [2, 3, 8] { #expect(try everything(threads: threads) == one) }
    }

    /// As a LoRA trains: every layer of the network, through the frozen decoder behind it.
    @Test func gradientsReachTheAdapterOfEveryLayer() throws {
        let (model, store) = try turbo()
        let decoder = try ParityFixture("autoencoder").folder.autoencoder().model
        let adapter = LowRankAdapter(rank: 2, alpha: 4, source: .random(seed: 4), isTrainable: true)
        let adapted = UNet2DConditionModel(
            store.scope.adapted(by: adapter), configuration: model.configuration)
        let plain = model(latents, timesteps: [9, 9, 9], text: text)
        let prediction = adapted(latents, timesteps: [9, 9, 9], text: text)
        // B starts at zero.
        #expect(prediction.elements == plain.elements)
        let gradients = decoder.decode(latents - prediction).squared.sum().gradients()
        let ups = adapter.store.parameters.filter { $0.name.hasSuffix("lora_B.weight") }
        #expect(ups.count > 100)
        for parameter in ups {
            let gradient = try #require(gradients[parameter.value], "\(parameter.name)")
            #expect(gradient.sumOfSquares > 0, "\(parameter.name)")
        }
    }

    @Test func halfAnAutoencoderAsksForItsOwnWeightsOnly() throws {
        let (model, store) = try ParityFixture("autoencoder").folder.autoencoder()
        let half = ParameterStore(
            .values(store.values.filter { !$0.key.hasPrefix("encoder.") && !$0.key.hasPrefix("quant_") }))
        let decoder = AutoencoderKL(half.scope, configuration: model.configuration, parts: .decoder)
        try half.verify()
        #expect(decoder.decode(latents).elements == model.decode(latents).elements)
    }

    @Test func latentsAreScaledForTheDenoiserAndBack() throws {
        let model = try ParityFixture("autoencoder-bare").folder.autoencoder().model
        let back = model.pictures(of: model.scaled(latents))
        for (found, expected) in zip(back.elements, model.decode(latents).elements) {
            #expect(abs(found - expected) < 1e-4)
        }
        // (x - 0.1) · 0.36
        #expect(abs(model.scaled(Tensor(1)).scalar - 0.324) < 1e-6)
    }

    @Test func samplesOfADistributionSpreadByItsVariance() {
        let distribution = LatentDistribution(
            mean: Tensor([1, 2], shape: [2]), logVariance: Tensor([0, 2], shape: [2]))
        let sample = distribution.sample(noise: Tensor([-1, 1], shape: [2])).elements
        #expect(abs(sample[0]) < 1e-6)
        #expect(abs(sample[1] - 4.7182818) < 1e-5)
    }

    /// A text that never ends is pooled at its start, as in transformers.
    @Test func aTextWithoutAnEndIsPooledAtItsStart() throws {
        let model = try ParityFixture("clip-text-quick-gelu").folder.clipText().model
        let output = model([[38, 1, 2]])
        #expect(output.pooled.elements == output.hiddenState.sliced(axis: 1, 0..<1).elements)
    }
}
