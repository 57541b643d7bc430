import Engine
import Foundation
import Layers
import Methods
import Models
import Tensors

extension Artifact {
    /// The model of this artifact, or of one of its folders.
    func modelFolder(_ folder: String = "") throws -> ModelFolder {
        let prefix = folder.isEmpty ? "" : folder + "/"
        guard contains(prefix + "config.json"), contains(prefix + "model.safetensors") else {
            throw StageError.notAModel(
                expected: "\(prefix)config.json and \(prefix)model.safetensors",
                found: files.prefix(6).map(\.relativePath))
        }
        return ModelFolder(
            configurationPath: try path(of: prefix + "config.json"),
            weightsPath: try path(of: prefix + "model.safetensors"))
    }

    /// The generator of this artifact.
    func generator(_ choices: GeneratorChoices) throws -> LoadedGenerator {
        try refuseAbsent()
        let generator: any PictureGenerator
        if isPipeline {
            generator = try pipelineGenerator(choices)
        } else {
            try choices.refuseWhatTheWorldHasNot()
            generator = WorldPictureGenerator(
                try modelFolder().generator().model, steps: choices.steps,
                sampling: choices.worldSampling ?? .euler)
        }
        return LoadedGenerator(
            generator: choices.tokenMerging?.applied(to: generator) ?? generator, isOfWorld: !isPipeline)
    }

    /// The reward of this artifact.
    func reward() throws -> LoadedReward {
        try refuseAbsent()
        guard contains(RewardFolder.settingsName) else { return try .world(modelFolder()) }
        let settings = try decode(RewardFolder.Settings.self, from: RewardFolder.settingsName)
        return try RewardFolder(tree: tree(name: "reward"), kind: settings.kind).load()
    }

    /// A JSON file of this artifact.
    func decode<Value: Decodable>(_ type: Value.Type, from relative: String) throws -> Value {
        let path = try path(of: relative)
        guard let data = FileManager.default.contents(atPath: path) else {
            throw StageError.unreadable(file: relative, problem: "cannot be read")
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw StageError.unreadable(
                file: relative, problem: "does not hold what this stage expects: \(error)")
        }
    }
}

/// JSON with sorted keys and a line end: the same bytes for the same values.
func writeJSON(_ value: some Encodable, to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try (encoder.encode(value) + Data("\n".utf8)).write(to: URL(fileURLWithPath: path))
}
