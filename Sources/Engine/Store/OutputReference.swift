import Values

/// Names content in a store: a file by its digest, or a folder by the digest of its manifest.
public struct OutputReference: Hashable, Sendable {
    public var digest: Digest
    public var isFolder: Bool
    /// Bytes of content: the file's, or the sum over the folder's files.
    public var size: Int64

    public init(digest: Digest, isFolder: Bool, size: Int64) {
        self.digest = digest
        self.isFolder = isFolder
        self.size = size
    }

    /// A folder and a file that holds just such a manifest are not the same content.
    var keyValue: JSONValue { .object([isFolder ? "folder" : "file": .string(digest.hexadecimal)]) }

    var json: JSONValue {
        .object(["digest": .string(digest.hexadecimal), "folder": .bool(isFolder), "size": .integer(size)])
    }

    init(_ value: JSONValue) throws {
        let object = try ObjectReader(value)
        digest = try object.digest("digest")
        isFolder = try object.boolean("folder")
        size = try object.size("size")
    }
}
