import Layers
import Models
import Tensors

/// The architectures of the embedded world at sizes that take a blink, for tests.
enum TinyWorld {
    static let generator = WorldGenerator.Configuration(
        vocabulary: 9, captionLength: 6, wordFeatures: 8, embedding: 16, channels: 8)
    static let reward = WorldReward.Configuration(
        vocabulary: 9, captionLength: 6, channels: 16, patchClasses: 5)

    /// Three captions, one after another.
    static let tokens: [Int32] = [1, 4, 7, 2, 5, 8, 2, 3, 0, 0, 0, 6, 8, 8, 1, 1, 2, 3]

    static func pictures(_ count: Int = 3) -> Tensor {
        .normal([count, 32, 32, 3], from: RandomStream(seed: 3).stream("pictures")) * 0.5
    }

    /// All weights away from their starting values: what starts at zero hides mistakes behind it.
    static func stir(_ store: ParameterStore, seed: UInt64 = 5) throws {
        let stream = RandomStream(seed: seed)
        var values = store.values
        for (name, value) in values {
            values[name] = value + Tensor.normal(value.shape, from: stream.stream(name)) * 0.2
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
}
