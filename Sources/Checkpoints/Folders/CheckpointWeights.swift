import Tensors

/// The weights of one model: all tensors of a file, or of the files that an index lists; mapped, not read.
public struct CheckpointWeights: Sendable {
    /// The file, or the index of several; for messages.
    public let path: String
    public let tensors: [String: StoredTensor]
    /// The files with tensors.
    public let files: [String]
    /// Free texts of safetensors files.
    public let metadata: [String: String]
    /// For files of `torch.save`: which dictionary was taken, empty for the whole.
    public let dictionary: String
    /// For files of `torch.save`: numbers and texts beside the tensors.
    public let others: [String: String]
    public let format: Format

    public enum Format: String, Sendable {
        case safetensors
        /// The zip archive of `torch.save`.
        case torch
    }

    /// Opens one file, or an index with its files. The format is told by the first bytes, not by the name.
    ///
    /// - Parameter dictionary: of a `torch.save` file, see `TorchFile`.
    public init(path: String, dictionary: String? = nil) throws(CheckpointFileError) {
        if path.hasSuffix(".json") {
            let folder =
                path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
            self = try ShardIndex(path: path).open(in: FileTree(folder: folder))
            return
        }
        let mapping = try opened(path)
        let bytes = mapping.bytes
        if ZipArchive.begins(bytes) || bytes.starts(with: [0x80, 0x02]) && !Self.isSafetensors(bytes) {
            let file = try TorchFile(path: path, mapping: mapping, dictionary: dictionary)
            self.init(
                path: path, tensors: file.storedTensors, files: [path], metadata: [:], format: .torch,
                dictionary: file.dictionary, others: file.others)
            return
        }
        guard Self.isSafetensors(bytes) || path.hasSuffix(".safetensors") else {
            throw CheckpointFileError(path: path, problem: TorchFormat.problem(of: bytes))
        }
        do throws(SafetensorsError) {
            let file = try SafetensorsFile(path: path)
            self.init(path: path, tensors: file.storedTensors, files: [path], metadata: file.metadata)
        } catch {
            throw CheckpointFileError(path: path, problem: .unreadable("\(error.problem)"))
        }
    }

    init(
        path: String, tensors: [String: StoredTensor], files: [String], metadata: [String: String],
        format: Format = .safetensors, dictionary: String = "", others: [String: String] = [:]
    ) {
        self.path = path
        self.tensors = tensors
        self.files = files
        self.metadata = metadata
        self.format = format
        self.dictionary = dictionary
        self.others = others
    }

    /// A header's length and an opening brace.
    private static func isSafetensors(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.count > 8 && bytes[8] == UInt8(ascii: "{")
    }

    /// Number of elements of all tensors.
    public var count: Int { tensors.values.reduce(0) { $0 + $1.shape.count } }

    /// Bytes of all tensors.
    public var byteCount: Int { tensors.values.reduce(0) { $0 + $1.byteCount } }
}

extension StoredTensor {
    /// Bytes in the file.
    public var byteCount: Int { shape.count * type.size }
}
