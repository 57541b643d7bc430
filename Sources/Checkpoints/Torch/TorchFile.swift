import Tensors

/// What `torch.save` wrote (version 1.6 and later: `.pt`, `.pth`, `.bin`, `.ckpt`), mapped into memory; the pickle is
/// read without running anything.
///
///     let file = try TorchFile(path: "HPS_v2.1_compressed.pt")
///     let weights = file.storedTensors
///
/// A tensor whose elements lie one after another stays in the file. Others, such as transposed ones, are copied into
/// order when the file is opened, up to `maximumCopied` bytes in all.
public struct TorchFile: Sendable {
    public let path: String
    /// All tensors of the chosen dictionary by name.
    public let storedTensors: [String: StoredTensor]
    /// Which dictionary of the file the names count from, with dots; empty for the whole.
    public let dictionary: String
    /// Numbers and texts beside the tensors, written out for people: `epoch: 3`. At most 1000 of them.
    public let others: [String: String]

    /// Names of the tensors, sorted.
    public var names: [String] { storedTensors.keys.sorted() }

    /// Dictionaries that training programs lay around the weights, in the order in which they are looked for.
    public static let wrappers = [
        "state_dict", "model_state_dict", "model", "module", "params_ema", "params",
    ]

    /// Bytes of tensors that cannot stay in the file.
    public static let maximumCopied = 256 << 20

    /// Opens the file.
    ///
    /// - Parameter dictionary: which dictionary in the file to take, with dots between the levels: `"ema.shadow"`, or
    ///   `""` for the whole. With nil the weights are looked for: as long as the dictionary holds no tensor itself, and
    ///   a name of `wrappers` leads to a dictionary with tensors, that is taken; so `{"state_dict": {...}, "epoch": 3,
    ///   "optimizer": {...}}` gives the weights alone.
    public init(path: String, dictionary: String? = nil) throws(CheckpointFileError) {
        let mapping = try opened(path)
        try self.init(path: path, mapping: mapping, dictionary: dictionary)
    }

    init(path: String, mapping: FileMapping, dictionary: String?) throws(CheckpointFileError) {
        let bytes = mapping.bytes
        guard ZipArchive.begins(bytes) else {
            throw CheckpointFileError(path: path, problem: TorchFormat.problem(of: bytes))
        }
        let archive = try TorchArchive(path: path, bytes: bytes)
        let (root, objects) = try PickleReader.read(
            UnsafeRawBufferPointer(rebasing: bytes[archive.pickle]), path: path)
        let choice = TorchDictionary(path: path, objects: objects)
        let (value, name) = try choice.chosen(root, dictionary)
        let flattened = try PickleFlattening(value, objects: objects, path: path)
        let around = name.isEmpty ? flattened : try PickleFlattening(root, objects: objects, path: path)
        guard !flattened.tensors.isEmpty else { throw CheckpointFileError(path: path, problem: .noTensors) }
        var places = TorchPlaces(path: path, archive: archive, mapping: mapping)
        var tensors: [String: StoredTensor] = [:]
        for (name, place) in flattened.tensors.sorted(by: { $0.key < $1.key }) {
            let tensor = objects.tensors[place]
            tensors[name] = try places.stored(
                tensor, storage: objects.storages[tensor.storage], name: name)
        }
        self.path = path
        storedTensors = tensors
        self.dictionary = name
        others = around.others
    }
}

/// A file's bytes.
func opened(_ path: String) throws(CheckpointFileError) -> FileMapping {
    do throws(SafetensorsError) {
        return try FileMapping(path: path)
    } catch {
        throw CheckpointFileError(path: path, problem: .unreadable("\(error.problem)"))
    }
}
