import Layers
import Models
import Tensors
import Testing
import TinyModels

@Suite struct WorldGeneratorTests {
    @Test func givesOneVelocityForEachPixel() throws {
        let (model, _) = try TinyWorld.stirredGenerator()
        let words = model.encode(TinyWorld.tokens)
        #expect(words.shape == [3, 6, 8])
        let velocity = model.velocity(TinyWorld.pictures(), times: [1, 0.5, 0.1], conditioning: words)
        #expect(velocity.shape == [3, 32, 32, 3])
        #expect(model.pictureShape == [32, 32, 3])
        #expect(velocity.elements.allSatisfy { $0.isFinite })
        #expect(velocity.elements.contains { $0 != 0 })
    }

    @Test func startsWithoutAnyVelocity() {
        let store = ParameterStore(.random(seed: 1))
        let model = WorldGenerator(store.scope, configuration: TinyWorld.generator)
        let velocity = model.velocity(
            TinyWorld.pictures(), times: [1, 0.5, 0.1], conditioning: model.encode(TinyWorld.tokens))
        #expect(velocity.elements.allSatisfy { $0 == 0 })
    }

    @Test func aSampleIsTheSameAloneAndInABatch() throws {
        let (model, _) = try TinyWorld.stirredGenerator()
        let times: [Float] = [1, 0.5, 0.1]
        let pictures = TinyWorld.pictures()
        let together = model.velocity(pictures, times: times, conditioning: model.encode(TinyWorld.tokens))
        for index in 0..<3 {
            let tokens = Array(TinyWorld.tokens[index * 6..<(index + 1) * 6])
            let alone = model.velocity(
                pictures.gathered([index]), times: [times[index]], conditioning: model.encode(tokens))
            #expect(alone.elements.map(\.bitPattern) == together.gathered([index]).elements.map(\.bitPattern))
        }
    }

    /// Each of the four inputs must matter, or training would learn to ignore it.
    @Test func listensToPictureTimeWordsAndOrder() throws {
        let (model, _) = try TinyWorld.stirredGenerator()
        let picture = TinyWorld.pictures(1)
        func velocity(_ picture: Tensor, _ time: Float, _ tokens: [Int32]) -> [Float] {
            model.velocity(picture, times: [time], conditioning: model.encode(tokens)).elements
        }
        let base = velocity(picture, 0.5, [1, 4, 7, 2, 5, 8])
        #expect(base != velocity(picture * 0.9, 0.5, [1, 4, 7, 2, 5, 8]))
        #expect(base != velocity(picture, 0.6, [1, 4, 7, 2, 5, 8]))
        #expect(base != velocity(picture, 0.5, [1, 4, 6, 2, 5, 8]))
        #expect(base != velocity(picture, 0.5, [2, 5, 7, 1, 4, 8]))
    }

    @Test func anAdaptedCopyWithReplacedEndIsZeroAndSharesWeights() throws {
        let (model, store) = try TinyWorld.stirredGenerator()
        let adapter = LowRankAdapter(
            rank: 2, alpha: 4, replacedLayers: ["conv_out"], source: .random(seed: 4), isTrainable: true)
        let count = store.parameters.count
        let shift = WorldGenerator(store.scope.adapted(by: adapter), configuration: model.configuration)
        #expect(store.parameters.count == count)
        let change = shift.velocity(
            TinyWorld.pictures(), times: [1, 1, 1], conditioning: shift.encode(TinyWorld.tokens))
        #expect(change.elements.allSatisfy { $0 == 0 })

        // The end alone learns at first; from then on every layer does.
        let name = "base_model.model.conv_out.lora_B.weight"
        let first = change.sum().gradients()
        let up = try #require(adapter.store[name])
        let gradient = try #require(first[up.value])
        #expect(gradient.sumOfSquares > 0)
        up.update(Tensor.normal(up.value.shape, from: RandomStream(seed: 8)))
        let moved = shift.velocity(
            TinyWorld.pictures(), times: [1, 1, 1], conditioning: shift.encode(TinyWorld.tokens))
        #expect(moved.elements.contains { $0 != 0 })
        let second = moved.squared.sum().gradients()
        for parameter in adapter.store.parameters where parameter.name.hasSuffix("lora_B.weight") {
            let gradient = try #require(second[parameter.value], "\(parameter.name)")
            #expect(gradient.sumOfSquares > 0, "\(parameter.name)")
        }
    }

    @Test func theGradientAgreesWithFiniteDifferences() throws {
        let (model, _) = try TinyWorld.stirredGenerator()
        let words = model.encode(Array(TinyWorld.tokens.prefix(6)))
        try GradientCheck(at: TinyWorld.pictures(1)) { noisy in
            model.velocity(noisy, times: [0.7], conditioning: words).squared.mean()
        }.verify()
    }
}
