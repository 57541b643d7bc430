import Layers
import Models
import Tensors
import World

/// The architectures of the embedded world at sizes that take a blink, for the tests of several targets.
public enum TinyWorld {
    public static let generator = WorldGenerator.Configuration(
        vocabulary: Vocabulary.count, captionLength: Caption.length, wordFeatures: 8, embedding: 16,
        channels: 8)
    public static let reward = WorldReward.Configuration(
        vocabulary: Vocabulary.count, captionLength: Caption.length, channels: 16,
        patchClasses: PatchLabels.classCount)

    /// Three captions, one after another.
    public static let tokens: [Int32] = [1, 4, 7, 2, 5, 8, 2, 3, 0, 0, 0, 6, 8, 8, 1, 1, 2, 3]

    public static func captions(_ count: Int) -> [Caption] {
        PromptSet.sample(count: count, split: .train, seed: 3)
    }

    public static func pictures(_ count: Int = 3) -> Tensor {
        .normal([count, 32, 32, 3], from: RandomStream(seed: 3).stream("pictures")) * 0.5
    }

    /// Weights away from their starting values: what starts at zero hides mistakes behind it.
    public static func stir(_ store: ParameterStore, seed: UInt64 = 5) throws {
        let stream = RandomStream(seed: seed)
        var values = store.values
        for (name, value) in values {
            values[name] = value + Tensor.normal(value.shape, from: stream.stream(name)) * 0.1
        }
        try store.load(values)
    }

    public static func stirredGenerator(
        from start: UInt64 = 1, seed: UInt64 = 5
    ) throws -> (model: WorldGenerator, store: ParameterStore) {
        let store = ParameterStore(.random(seed: start))
        let model = WorldGenerator(store.scope, configuration: generator)
        try stir(store, seed: seed)
        return (model, store)
    }

    public static func stirredReward(
        from start: UInt64 = 2, seed: UInt64 = 6
    ) throws -> (model: WorldReward, store: ParameterStore) {
        let store = ParameterStore(.random(seed: start))
        let model = WorldReward(store.scope, configuration: reward)
        try stir(store, seed: seed)
        return (model, store)
    }
}
