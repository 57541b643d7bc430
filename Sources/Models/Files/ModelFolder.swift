import Checkpoints
import Foundation
import Layers
import Tensors

/// A folder with one model: what it is (`config.json`) and its weights, in any of the forms that
/// `CheckpointFolder` finds.
public struct ModelFolder: Sendable {
    /// Where the configuration and the weights are.
    private enum Source: Sendable {
        case files(configuration: String, weights: String)
        case tree(FileTree, variant: String?, dictionary: String?)
    }

    private let source: Source

    /// Paths are given one by one, since a content store keeps the files of a folder in different places.
    public init(configurationPath: String, weightsPath: String) {
        source = .files(configuration: configurationPath, weights: weightsPath)
    }

    /// The files of an ordinary folder.
    public init(_ folder: String) { self.init(FileTree(folder: folder)) }

    /// The files of a folder, wherever they are.
    ///
    /// - Parameters:
    ///   - variant: such as `"fp16"`, see `CheckpointFolder`.
    ///   - dictionary: of a file of `torch.save`, see `TorchFile`.
    public init(_ tree: FileTree, variant: String? = nil, dictionary: String? = nil) {
        source = .tree(tree, variant: variant, dictionary: dictionary)
    }

    public var configurationPath: String {
        switch source {
        case .files(let configuration, _): configuration
        case .tree(let tree, _, _): tree.label("config.json")
        }
    }

    /// The file of the weights, or the index of several; where there is none, the file that Tweed itself would write.
    public var weightsPath: String {
        switch source {
        case .files(_, let weights): weights
        case .tree(let tree, let variant, _):
            tree.label(
                (try? CheckpointFolder(tree).weightName(variant: variant)) ?? "model.safetensors")
        }
    }

    /// All arrays of the weights by name, mapped.
    public func weights() throws(CheckpointFileError) -> CheckpointWeights {
        switch source {
        case .files(_, let weights): try CheckpointWeights(path: weights)
        case .tree(let tree, let variant, let dictionary):
            try CheckpointFolder(tree).weightName(variant: variant) == nil
                ? CheckpointWeights(path: weightsPath)
                : CheckpointFolder(tree).weights(variant: variant, dictionary: dictionary)
        }
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
    ///
    /// - Parameter adapter: is fitted to the model's layers, and its terms are added to their weights.
    func build<Model>(
        renaming rename: ([String: StoredTensor]) -> [String: StoredTensor] = { $0 },
        adapter: AdapterChoice? = nil, _ make: (ParameterScope) -> Model
    ) throws -> (model: Model, store: ParameterStore) {
        let (model, store, _) = try buildAdapted(renaming: rename, by: adapter, make)
        return (model, store)
    }

    /// As `build`, with the adapter as it was fitted.
    func buildAdapted<Model>(
        renaming rename: ([String: StoredTensor]) -> [String: StoredTensor] = { $0 },
        by adapter: AdapterChoice?, _ make: (ParameterScope) -> Model
    ) throws -> (model: Model, store: ParameterStore, adapter: LowRankAdapter?) {
        let arrays = try weights().tensors.filter { !CheckpointNames.isTableOfPositions($0.key) }
        let store = ParameterStore(.stored(rename(arrays)))
        let terms = try adapter?.fitted(make)
        let model = make(terms.map { store.scope.adapted(by: $0) } ?? store.scope)
        do {
            try store.verify()
        } catch {
            throw ModelFolderError.unusable(path: weightsPath, reason: "\(error)")
        }
        if let adapter, let terms {
            do {
                try terms.store.verify()
            } catch {
                throw ModelFolderError.unusable(path: adapter.file.path, reason: "\(error)")
            }
        }
        return (model, store, terms)
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
