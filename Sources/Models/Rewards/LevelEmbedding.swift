import Layers
import Tensors

/// Tells the picture tower of a reward how noisy the picture is: one row for each noise level, added to all tokens.
///
/// It starts at zero, so that a reward with it starts as the reward without, as noise-aware fine-tuning wants it
/// (arXiv 2511.22242). Its parameters lie in a store of their own, as those of adapters do.
///
///     let levels = LevelEmbedding(store.scope["levels"], count: 4, features: reward.shiftFeatures)
///     let scores = try reward.score(pictures, text: text, shift: levels([2, 2, 0]))
public struct LevelEmbedding {
    public let count: Int
    private let table: Embedding

    public init(_ scope: ParameterScope, count: Int, features: Int) {
        self.count = count
        table = Embedding(scope, entries: count, features: features, deviation: 0)
    }

    /// `[levels, features]`.
    ///
    /// - Precondition: levels of 0 to `count - 1`.
    public func callAsFunction(_ levels: [Int]) -> Tensor { table(levels) }
}
