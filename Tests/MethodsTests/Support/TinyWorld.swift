import Layers
import Models
import Tensors
import World

/// The architectures of the embedded world at sizes that take a blink, for tests.
enum TinyWorld {
    static let generator = WorldGenerator.Configuration(
        vocabulary: Vocabulary.count, captionLength: Caption.length, wordFeatures: 8, embedding: 16,
        channels: 8)
    static let reward = WorldReward.Configuration(
        vocabulary: Vocabulary.count, captionLength: Caption.length, channels: 16,
        patchClasses: PatchLabels.classCount)

    /// Weights away from their starting values: what starts at zero hides mistakes behind it.
    static func stir(_ store: ParameterStore, seed: UInt64) throws {
        let stream = RandomStream(seed: seed)
        var values = store.values
        for (name, value) in values {
            values[name] = value + Tensor.normal(value.shape, from: stream.stream(name)) * 0.1
        }
        try store.load(values)
    }

    static func stirredGenerator(seed: UInt64 = 5) throws -> (model: WorldGenerator, store: ParameterStore) {
        let store = ParameterStore(.random(seed: 1))
        let model = WorldGenerator(store.scope, configuration: generator)
        try stir(store, seed: seed)
        return (model, store)
    }

    static func stirredReward(seed: UInt64 = 6) throws -> (model: WorldReward, store: ParameterStore) {
        let store = ParameterStore(.random(seed: 2))
        let model = WorldReward(store.scope, configuration: reward)
        try stir(store, seed: seed)
        return (model, store)
    }

    static func captions(_ count: Int) -> [Caption] { PromptSet.sample(count: count, split: .train, seed: 3) }
}
