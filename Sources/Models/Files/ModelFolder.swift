import Foundation
import Layers
import Tensors

/// The two files of a model: what it is (`config.json`) and its weights (`model.safetensors`).
public struct ModelFolder: Sendable {
    public let configurationPath: String
    public let weightsPath: String

    /// Paths are given one by one, since a content store keeps the files of a folder in different places.
    public init(configurationPath: String, weightsPath: String) {
        self.configurationPath = configurationPath
        self.weightsPath = weightsPath
    }

    /// The files of an ordinary folder.
    public init(_ folder: String) {
        self.init(configurationPath: folder + "/config.json", weightsPath: folder + "/model.safetensors")
    }

    /// The generator, frozen, with the store of its weights.
    public func generator() throws -> (model: WorldGenerator, store: ParameterStore) {
        let configuration = try configuration(
            WorldGenerator.Configuration.self, of: WorldGenerator.architecture)
        return try build { WorldGenerator($0, configuration: configuration) }
    }

    /// The reward, frozen, with the store of its weights.
    public func reward() throws -> (model: WorldReward, store: ParameterStore) {
        let configuration = try configuration(WorldReward.Configuration.self, of: WorldReward.architecture)
        return try build { WorldReward($0, configuration: configuration) }
    }

    /// A model and the store of its weights, which are renamed first and must fit completely.
    func build<Model>(
        renaming rename: ([String: StoredTensor]) -> [String: StoredTensor] = { $0 },
        _ make: (ParameterScope) -> Model
    ) throws -> (model: Model, store: ParameterStore) {
        let file = try SafetensorsFile(path: weightsPath)
        let arrays = file.storedTensors.filter { !CheckpointNames.isTableOfPositions($0.key) }
        let store = ParameterStore(.stored(rename(arrays)))
        let model = make(store.scope)
        do {
            try store.verify()
        } catch {
            throw ModelFolderError.unusable(path: weightsPath, reason: "\(error)")
        }
        return (model, store)
    }

    /// The name of the architecture.
    public func architecture() throws -> String { try read(Header.self).architecture }

    private struct Header: Decodable { let architecture: String }

    private func configuration<Configuration: ModelConfiguration>(
        _ type: Configuration.Type, of architecture: String
    ) throws -> Configuration {
        let found = try self.architecture()
        guard found == architecture else {
            throw ModelFolderError.wrongArchitecture(
                path: configurationPath, found: found, expected: [architecture])
        }
        return try sized(type)
    }

    /// The configuration, if its sizes make sense.
    func sized<Configuration: ModelConfiguration>(_ type: Configuration.Type) throws -> Configuration {
        let configuration = try read(type)
        if let size = configuration.sizes.first(where: { !$0.isAllowed }) {
            throw ModelFolderError.unusable(path: configurationPath, reason: size.problem)
        }
        return configuration
    }

    func read<Value: Decodable>(_ type: Value.Type) throws -> Value {
        guard let data = FileManager.default.contents(atPath: configurationPath) else {
            throw ModelFolderError.unreadable(path: configurationPath, reason: "cannot be read")
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as ConfigurationError {
            throw ModelFolderError.unusable(path: configurationPath, reason: error.description)
        } catch {
            throw ModelFolderError.unreadable(
                path: configurationPath, reason: "is not a model's configuration")
        }
    }

    /// Writes both files into an existing folder.
    ///
    /// - Parameter type: how the weights are stored.
    public static func write(
        _ weights: [String: Tensor], architecture: String, configuration: some Encodable,
        type: StoredType = .float32,
        to folder: String
    ) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        var fields =
            try JSONSerialization.jsonObject(with: encoder.encode(configuration)) as? [String: Any] ?? [:]
        fields["architecture"] = architecture
        let text = try JSONSerialization.data(withJSONObject: fields, options: [.prettyPrinted, .sortedKeys])
        try (text + Data("\n".utf8)).write(to: URL(fileURLWithPath: folder + "/config.json"))
        try TensorFile.write(
            weights, to: folder + "/model.safetensors", type: type, layout: .checkpoint,
            metadata: ["architecture": architecture, "format": "pt"])
    }
}
