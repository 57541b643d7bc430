import Foundation
import Layers
import Models
import Tensors

/// The tiny rewards of `Tools/fixtures/rewards.py`.
enum TinyRewards {
    static func fixture(_ name: String) throws -> ParityFixture { try ParityFixture(name, kind: "rewards") }

    static func arrays(_ name: String) throws -> [String: StoredTensor] {
        try SafetensorsFile(path: ParityFixture.path(name, kind: "rewards") + "/model.safetensors")
            .storedTensors
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ path: String) throws -> Value {
        let path = ParityFixture.path(path, kind: "rewards")
        return try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: path)))
    }

    static func pickScore(isTrainable: Bool = false) throws -> (reward: CLIPReward, store: ParameterStore) {
        let (model, store) = try CLIPModel.load(
            arrays("pick-score"),
            configuration: decode(CLIPModel.Configuration.self, "pick-score/config.json"),
            isTrainable: isTrainable)
        return (CLIPReward(model, scale: .learned), store)
    }

    static func hps(_ name: String, isTrainable: Bool = false) throws -> (
        reward: CLIPReward, store: ParameterStore
    ) {
        let (model, store) = try CLIPModel.load(
            arrays(name),
            configuration: decode(OpenCLIPConfiguration.self, name + "/open_clip_config.json").model,
            isTrainable: isTrainable)
        return (CLIPReward(model, scale: .one), store)
    }

    static let imageRewardSizes = ImageReward.Configuration(
        imageSize: 14, patchSize: 4, visionFeatures: 24, visionInnerFeatures: 40, visionLayers: 2,
        visionHeads: 3, vocabulary: 40, textPositions: 12, textLength: 9, textFeatures: 16,
        textInnerFeatures: 36, textLayers: 2, textHeads: 4, headWidths: [32, 16, 8, 4])

    static func imageReward(isTrainable: Bool = false) throws -> (reward: ImageReward, store: ParameterStore)
    {
        try ImageReward.load(
            arrays("image-reward"), configuration: imageRewardSizes, isTrainable: isTrainable)
    }

    static func aesthetic(_ name: String, isTrainable: Bool = false) throws -> (
        reward: AestheticReward, store: ParameterStore
    ) {
        let folder = ModelFolder(ParityFixture.path(name + "/vision", kind: "rewards"))
        return try AestheticReward.load(
            arrays(name), vision: folder.clipVision().model, isTrainable: isTrainable)
    }
}
