import Checkpoints
import Engine
import Foundation
import Layers
import Methods
import Models
import Tensors

/// The files of a reward that Python wrote, as `load-weights` lays them out: the model, its tokenizer, and how it looks
/// at pictures.
struct RewardFolder {
    /// What kind of reward the files hold.
    enum Kind: String, Codable {
        /// `CLIPModel` of transformers: CLIP score, PickScore.
        case clip
        /// open_clip, as HPSv2.
        case openCLIP = "open-clip"
        case imageReward = "image-reward"
        /// No files: how red a picture is as it is shown.
        case redness
    }

    struct Settings: Codable {
        var kind: Kind
    }

    static let settingsName = "tweed.json"
    static let weightsName = "weights"
    static let tokenizerFolder = "tokenizer"
    /// The picture tower that fine-tuning changed.
    static let changedName = "changed.safetensors"

    let tree: FileTree
    let kind: Kind

    /// Which kind of reward a folder or a file holds; nil for none that is known.
    static func kind(of tree: FileTree) throws -> Kind? {
        if let path = tree.path("config.json"), let data = FileManager.default.contents(atPath: path),
            let config = try? JSONDecoder().decode(TransformersHeader.self, from: data), config.isCLIP
        {
            return .clip
        }
        guard let weights = try? CheckpointFolder(tree).weights() else { return nil }
        return kind(of: weights)
    }

    static func kind(of weights: CheckpointWeights) -> Kind? {
        func has(_ suffix: String) -> Bool { weights.tensors.keys.contains { $0.hasSuffix(suffix) } }
        if has("visual.transformer.resblocks.0.ln_1.weight") { return .openCLIP }
        if has("blip.visual_encoder.patch_embed.proj.weight") { return .imageReward }
        return nil
    }

    private struct TransformersHeader: Decodable {
        let architectures: [String]?
        let modelType: String?

        enum CodingKeys: String, CodingKey {
            case architectures
            case modelType = "model_type"
        }

        var isCLIP: Bool { architectures?.contains("CLIPModel") ?? (modelType == "clip") }
    }

    /// The reward, with parameters that can learn.
    func load() throws -> LoadedReward {
        switch kind {
        case .clip: try clip(ModelFolder(tree).clip(), scale: .learned)
        case .openCLIP: try openCLIP()
        case .imageReward: try imageReward()
        case .redness: redness()
        }
    }

    private func openCLIP() throws -> LoadedReward {
        let weights = try CheckpointFolder(tree).weights()
        let configuration: CLIPModel.Configuration
        if let path = tree.path("open_clip_config.json"),
            let data = FileManager.default.contents(atPath: path)
        {
            configuration = try JSONDecoder().decode(OpenCLIPConfiguration.self, from: data).model
        } else {
            configuration = try CLIPModel.Configuration(openCLIP: weights.tensors)
        }
        return try clip(CLIPModel.load(weights.tensors, configuration: configuration), scale: .one)
    }

    private func clip(
        _ loaded: (model: CLIPModel, store: ParameterStore), scale: CLIPReward.Scale
    ) throws -> LoadedReward {
        let tokenizer = try CLIPTokenizer(TokenizerFiles(tokenizerTree))
        let length = loaded.model.configuration.text.length
        let size = loaded.model.configuration.vision.imageSize
        let preprocessor: ImagePreprocessor =
            if let path = tree.path("preprocessor_config.json") {
                try ImagePreprocessor(path: path)
            } else {
                scale == .one ? .openCLIP(size: size) : .clip(size: size)
            }
        func prepared(_ model: CLIPModel) -> PreparedReward {
            let reward = CLIPReward(model, scale: scale)
            return PreparedReward(
                reward, preprocessor: preprocessor, shiftFeatures: reward.shiftFeatures
            ) { tokenizer.encode($0, length: length) }
        }
        return learning(
            prepared(loaded.model), loaded.store, pictureTower: ["vision_model.", "visual_projection."]
        ) { adapter in
            prepared(
                CLIPModel(
                    loaded.store.scope.adapted(by: adapter), configuration: loaded.model.configuration))
        }
    }

    private func imageReward() throws -> LoadedReward {
        let (reward, store) = try ImageReward.load(CheckpointFolder(tree).weights().tensors)
        let tokenizer = try BertTokenizer(
            TokenizerFiles(tokenizerTree, vocabulary: "vocab.txt"), added: ["[DEC]", "[ENC]"])
        func prepared(_ reward: ImageReward) -> PreparedReward {
            PreparedReward(reward, preprocessor: .imageReward, shiftFeatures: reward.shiftFeatures) {
                tokenizer.encode($0, length: 35)
            }
        }
        return learning(prepared(reward), store, pictureTower: ["blip.visual_encoder."]) { adapter in
            prepared(
                ImageReward(store.scope.adapted(by: adapter), configuration: reward.configuration))
        }
    }

    /// Nothing to learn, nothing to adapt, and pictures of any size.
    private func redness() -> LoadedReward {
        let reward = PreparedReward(RednessReward(), preprocessor: .clip()) { _ in [] }
        return learning(reward, ParameterStore(.values([:])), pictureTower: []) { _ in reward }
    }

    /// The tokenizer lies with the model, or in a folder of its own.
    private var tokenizerTree: FileTree {
        let own = tree.subtree(Self.tokenizerFolder)
        return own.files.isEmpty ? tree : own
    }

    private func learning(
        _ reward: PreparedReward, _ store: ParameterStore, pictureTower: [String],
        adapted: @escaping (LowRankAdapter) -> PreparedReward
    ) -> LoadedReward {
        LoadedReward(
            reward: reward, store: store, pictureTower: pictureTower, learnsToRead: false, squashing: nil,
            changed: { [self] weights in
                let other = try load()
                try other.store.replace(weights)
                return other.reward
            },
            adapted: adapted,
            writeChanged: { weights, folder in
                let own = weights.filter { entry in pictureTower.contains(where: entry.key.hasPrefix) }
                try TensorFile.write(own, to: "\(folder)/\(Self.changedName)", layout: .checkpoint)
            })
    }
}

extension ParameterStore {
    /// Other values for some parameters.
    func replace(_ values: [String: Tensor]) throws {
        for (name, value) in values {
            guard let parameter = self[name], parameter.shape == value.shape else {
                throw StageError.unreadable(
                    file: RewardFolder.changedName,
                    problem: "\"\(name)\" of shape \(value.shape) is no parameter of this reward")
            }
            parameter.update(value)
        }
    }
}
