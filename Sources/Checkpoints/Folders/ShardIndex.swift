import Tensors
import Values

/// The index of weights that lie in several files: `model.safetensors.index.json`, `pytorch_model.bin.index.json`.
public struct ShardIndex: Sendable {
    /// The index file.
    public let path: String
    /// Which file has a tensor; plain names of files beside the index.
    public let fileNames: [String: String]

    /// Far more than the largest models have.
    static let maximumFiles = 1000

    /// The files, sorted.
    public var files: [String] { Set(fileNames.values).sorted() }

    /// Reads the index and checks its names; the files are not looked at.
    public init(path: String) throws(CheckpointFileError) {
        try self.init(path: path, object: CheckpointJSON.object(path: path))
    }

    init(path: String, object: [String: JSONValue]) throws(CheckpointFileError) {
        self.path = path
        guard let map = object["weight_map"]?.objectValue, !map.isEmpty else {
            throw CheckpointFileError(
                path: path, problem: .json("expected an object \"weight_map\" of tensor and file names"))
        }
        var names: [String: String] = [:]
        var files: Set<String> = []
        for (tensor, value) in map {
            guard let file = value.stringValue else {
                throw CheckpointFileError(
                    path: path, problem: .sharding(tensor: tensor, reason: "its file is no text"))
            }
            guard FileTree.isPlain(file) else {
                throw CheckpointFileError(path: path, problem: .outside(name: file))
            }
            names[tensor] = file
            files.insert(file)
        }
        guard files.count <= Self.maximumFiles else {
            throw CheckpointFileError(
                path: path,
                problem: .limit(what: "files in the index", found: files.count, allowed: Self.maximumFiles))
        }
        fileNames = names
    }

    /// Opens all files of the index, which lie in `tree`: every tensor must be in the file that the index names, and
    /// each file may have no other.
    func open(in tree: FileTree) throws(CheckpointFileError) -> CheckpointWeights {
        var paths: [String] = []
        var missing: [String] = []
        for file in files {
            if let path = try tree.sibling(file) { paths.append(path) } else { missing.append(file) }
        }
        guard missing.isEmpty else {
            throw CheckpointFileError(path: path, problem: .missingFiles(missing))
        }
        var tensors: [String: StoredTensor] = [:]
        var metadata: [String: String] = [:]
        for (file, path) in zip(files, paths) {
            // A shard is the weights themselves; nothing is unwrapped.
            let shard = try CheckpointWeights(path: path, dictionary: "")
            metadata.merge(shard.metadata) { first, _ in first }
            for (name, tensor) in shard.tensors {
                guard fileNames[name] == file else {
                    let reason =
                        fileNames[name].map {
                            "is in \(Printable.quoted(file)), the index says \(Printable.quoted($0))"
                        }
                        ?? "is in \(Printable.quoted(file)), but not in the index"
                    throw CheckpointFileError(
                        path: self.path, problem: .sharding(tensor: name, reason: reason))
                }
                tensors[name] = tensor
            }
        }
        if let absent = fileNames.filter({ tensors[$0.key] == nil }).min(by: { $0.key < $1.key }) {
            throw CheckpointFileError(
                path: path,
                problem: .sharding(
                    tensor: absent.key,
                    reason: "is not in \(Printable.quoted(absent.value)), where the index says it is"))
        }
        return CheckpointWeights(path: path, tensors: tensors, files: paths, metadata: metadata)
    }
}
