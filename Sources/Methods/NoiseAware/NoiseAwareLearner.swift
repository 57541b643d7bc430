import Layers
import Models
import Tensors

/// A reward with what of it learns: weights of its own, or low-rank terms over frozen ones; and, with time conditioning,
/// what its picture tower is told about each level.
public struct NoiseAwareLearner {
    public let reward: any PictureReward
    /// All that learns; names are unique among them.
    public let parameters: [Parameter]
    /// One row for each level, from the noisiest to the cleanest; nil without time conditioning.
    public let levels: LevelEmbedding?

    /// Under which the rows of `levels` are among the parameters.
    public static let levelRows = "levels.weight"

    /// Full fine-tuning.
    ///
    /// - Parameters:
    ///   - store: the parameters of `reward`, holding the clean weights; those that do not learn are frozen.
    ///   - trainable: prefixes of the parameters that learn; all of them where the list is empty.
    ///   - levelCount: how many levels the reward is told apart; nil without time conditioning.
    public init(
        _ reward: any PictureReward, store: ParameterStore, trainable: [String] = [], levelCount: Int? = nil
    ) throws(NoiseAwareError) {
        store.setTrainable(false)
        let learning = store.parameters.filter { parameter in
            trainable.isEmpty || trainable.contains(where: parameter.name.hasPrefix)
        }
        try self.init(reward, learning: learning, levelCount: levelCount)
    }

    /// Low-rank adaptation.
    ///
    /// - Parameters:
    ///   - reward: built with `adapter` over frozen weights.
    ///   - adapter: its matrices learn.
    public init(
        _ reward: any PictureReward, adapter: LowRankAdapter, levelCount: Int? = nil
    ) throws(NoiseAwareError) {
        try self.init(reward, learning: adapter.store.parameters, levelCount: levelCount)
    }

    private init(
        _ reward: any PictureReward, learning: [Parameter], levelCount: Int?
    ) throws(NoiseAwareError) {
        self.reward = reward
        for parameter in learning { parameter.isTrainable = true }
        guard let levelCount else {
            levels = nil
            parameters = learning
            return
        }
        guard let features = reward.shiftFeatures else { throw .cannotBeTold }
        let store = ParameterStore(.random(seed: 0), isTrainable: true)
        levels = LevelEmbedding(store.scope["levels"], count: levelCount, features: features)
        parameters = learning + store.parameters
    }

    /// Values of all that learns, by name.
    public var values: [String: Tensor] {
        Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.value.detached) })
    }

    /// Replaces values of all that learns.
    ///
    /// - Throws: where a name is missing or a shape differs.
    func load(_ values: [String: Tensor]) throws(CheckpointError) {
        let absent = parameters.map(\.name).filter { values[$0] == nil }
        let misshapen = parameters.compactMap { parameter -> (name: String, found: Shape, expected: Shape)? in
            guard let value = values[parameter.name], value.shape != parameter.shape else { return nil }
            return (parameter.name, value.shape, parameter.shape)
        }
        guard absent.isEmpty, misshapen.isEmpty else {
            throw .doesNotFit(missing: absent, leftOver: [], misshapen: misshapen)
        }
        for parameter in parameters { parameter.update(values[parameter.name]!) }
    }

    /// - Parameter rows: of `levels`, one for each view.
    func score(_ views: Tensor, captions: Conditioning, rows: [Int]) -> Tensor {
        guard let levels else { return reward.score(views, captions: captions) }
        return reward.score(views, captions: captions, shift: levels(rows))
    }
}
