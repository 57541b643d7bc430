import Checkpoints
import Engine
import Foundation
import Layers
import Methods
import Models
import Tensors

/// What noise-aware training leaves of one phase: a folder `level-<step>`, or `mixed` for weights that all levels share.
///
///     level-3/
///         config.json, model.safetensors     of the embedded world: a whole model, which can be used on its own
///         changed.safetensors                of other rewards: what learned
///         adapter_config.json, adapter_model.safetensors     of LoRA, as PEFT has them, instead
///         shift.safetensors                  with time conditioning: what the picture tower is told, "shift"
///     mixed/
///         the same, and levels.json; "shift" has a row for each level that it lists
enum NoiseAwareFolder {
    static let levelsName = "levels.json"
    static let shiftName = "shift.safetensors"
    private static let shiftKey = "shift"
    private static let adapterName = "adapter_config.json"

    struct Levels: Codable {
        /// From noisy to clean.
        var levels: [Int]
    }

    /// - Parameters:
    ///   - levels: of the whole training, in the order of the rows of its time conditioning.
    ///   - clean: the reward from which it was trained.
    ///   - adapter: with the matrices of the checkpoint, where low-rank terms were trained.
    static func write(
        _ checkpoint: NoiseAwareCheckpoint, levels: [Int], clean: LoadedReward, adapter: LowRankAdapter?,
        to output: String
    ) throws {
        let folder = "\(output)/\(checkpoint.phase.name)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var weights = checkpoint.weights
        if let table = weights.removeValue(forKey: NoiseAwareLearner.levelRows) {
            let rows = checkpoint.phase.levels.compactMap(levels.firstIndex)
            try TensorFile.write(
                [shiftKey: table.gathered(rows)], to: "\(folder)/\(shiftName)", layout: .checkpoint)
        }
        if checkpoint.phase.isMixed {
            try writeJSON(Levels(levels: checkpoint.phase.levels), to: "\(folder)/\(levelsName)")
        }
        if let adapter {
            try adapter.store.load(weights)
            try LowRankAdapterFile.write(adapter, to: folder)
        } else {
            try clean.writeChanged(weights, folder)
        }
    }

    /// The rewards of a checkpoint that is not written yet, for each of its levels.
    static func rewards(
        _ checkpoint: NoiseAwareCheckpoint, levels: [Int], clean: LoadedReward, adapter: LowRankAdapter?
    ) throws -> [(step: Int, reward: any PictureReward)] {
        var weights = checkpoint.weights
        let table = weights.removeValue(forKey: NoiseAwareLearner.levelRows)
        let rows = checkpoint.phase.levels.compactMap(levels.firstIndex)
        let reward: any PictureReward
        if let adapter {
            try adapter.store.load(weights)
            adapter.store.setTrainable(false)
            reward = clean.adapted(adapter)
        } else {
            reward = try clean.changed(weights)
        }
        return conditioned(reward, levels: checkpoint.phase.levels, shift: table?.gathered(rows))
    }

    /// - Parameter shift: `[levels, features]`; nil without time conditioning.
    private static func conditioned(
        _ reward: any PictureReward, levels: [Int], shift: Tensor?
    ) -> [(step: Int, reward: any PictureReward)] {
        levels.enumerated().map { row, step in
            guard let shift else { return (step, reward) }
            return (
                step,
                ShiftedReward(reward, shift: shift.gathered([row]).reshaped([shift.shape[1]]))
            )
        }
    }

    /// The rewards of a folder of an artifact.
    ///
    /// - Parameters:
    ///   - levels: that it is for.
    ///   - base: the clean reward from which it was trained.
    static func read(
        _ artifact: Artifact, folder: String, levels: [Int], over base: LoadedReward
    ) throws -> [(step: Int, reward: any PictureReward)] {
        var shift: Tensor?
        let shiftFile = "\(folder)/\(shiftName)"
        if artifact.contains(shiftFile) {
            let found = try TensorFile.read(artifact.path(of: shiftFile), layout: .checkpoint)[shiftKey]
            guard let found, let features = base.reward.shiftFeatures,
                found.shape == [levels.count, features]
            else {
                throw StageError.unreadable(
                    file: shiftFile,
                    problem:
                        "\"\(shiftKey)\" has the shape \(found.map { "\($0.shape)" } ?? "of nothing"), expected "
                        + "\(levels.count) rows of \(base.reward.shiftFeatures ?? 0)")
            }
            shift = found
        }
        return conditioned(try model(artifact, folder, over: base), levels: levels, shift: shift)
    }

    private static func model(
        _ artifact: Artifact, _ folder: String, over base: LoadedReward
    ) throws -> any PictureReward {
        if artifact.contains("\(folder)/\(adapterName)") {
            let file = try LowRankAdapterFile(artifact.tree(folder, name: "noise-aware reward"))
            let shapes = base.store.parameters.map { ($0.name, $0.shape) }
            return base.adapted(try file.adapter(for: Dictionary(shapes) { first, _ in first }))
        }
        let changed = "\(folder)/\(RewardFolder.changedName)"
        guard artifact.contains(changed) else {
            return WorldPictureReward(try artifact.modelFolder(folder).reward().model)
        }
        return try base.changed(TensorFile.read(artifact.path(of: changed), layout: .checkpoint))
    }
}

extension Artifact {
    /// The noise-aware reward of this artifact.
    ///
    /// - Parameter base: the clean reward from which it was fine-tuned.
    func noiseAwareReward(over base: LoadedReward) throws -> NoiseAwareReward {
        let mixed = "\(NoiseAwarePhase.mixed)/\(NoiseAwareFolder.levelsName)"
        if contains(mixed) {
            let levels = try decode(NoiseAwareFolder.Levels.self, from: mixed).levels
            guard !levels.isEmpty, Set(levels).count == levels.count, levels.allSatisfy({ $0 >= 0 }) else {
                throw StageError.unreadable(file: mixed, problem: "the levels \(levels) are none")
            }
            return NoiseAwareReward(
                levels: try NoiseAwareFolder.read(
                    self, folder: NoiseAwarePhase.mixed, levels: levels, over: base))
        }
        let steps = Set(
            files.compactMap { file -> Int? in
                let parts = file.relativePath.split(separator: "/")
                guard parts.count == 2, parts[0].hasPrefix("level-") else { return nil }
                return Int(parts[0].dropFirst("level-".count))
            })
        guard !steps.isEmpty else {
            throw StageError.notAModel(
                expected: "a folder level-<step> for each noise level",
                found: files.prefix(6).map(\.relativePath))
        }
        return NoiseAwareReward(
            levels: try steps.sorted().flatMap { step in
                try NoiseAwareFolder.read(
                    self, folder: NoiseAwarePhase.name(ofLevel: step), levels: [step], over: base)
            })
    }
}
