import Engine
import Layers
import Methods
import Models
import Tensors

/// A reward as a stage was handed it, ready to score and to learn.
struct LoadedReward {
    let reward: any PictureReward
    /// Its parameters.
    let store: ParameterStore
    /// Prefixes of the parameters that look at pictures; the others read captions.
    let pictureTower: [String]
    /// Whether what reads captions can learn; of most rewards, captions are read once and kept.
    let learnsToRead: Bool
    /// How trainings squash it; nil for a reward without a long tail.
    let squashing: RewardSquashing?
    /// The same reward with other values of all or some of its parameters.
    let changed: (_ weights: [String: Tensor]) throws -> any PictureReward
    /// The same reward with low-rank terms, over its own weights as they are.
    let adapted: (LowRankAdapter) -> any PictureReward
    /// Writes weights that training changed, over the others as they are, into an existing folder, for `Artifact.noiseAwareReward(over:)`.
    let writeChanged: (_ weights: [String: Tensor], _ folder: String) throws -> Void
}

extension LoadedReward {
    /// The reward of the embedded world. Its fine-tuned copies are whole models, which can be used on their own.
    static func world(_ folder: ModelFolder) throws -> LoadedReward {
        let (model, store) = try folder.reward()
        return LoadedReward(
            reward: WorldPictureReward(model), store: store, pictureTower: WorldReward.pictureTower,
            learnsToRead: true,
            squashing: .world,
            changed: { weights in
                let store = ParameterStore(.values(store.values.merging(weights) { $1 }))
                return WorldPictureReward(
                    WorldReward(store.scope, configuration: model.configuration))
            },
            adapted: { adapter in
                WorldPictureReward(
                    WorldReward(store.scope.adapted(by: adapter), configuration: model.configuration))
            },
            writeChanged: { weights, folder in
                try ModelFolder.write(
                    store.values.merging(weights) { $1 }, architecture: WorldReward.architecture,
                    configuration: model.configuration,
                    to: folder)
            })
    }
}
