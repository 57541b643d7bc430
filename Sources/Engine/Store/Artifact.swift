/// Content that a stage reads, in place: a file, or the files of a folder.
///
/// A folder's files need not lie in one folder on disk; ask for each by `path(of:)`. They are read-only.
public struct Artifact: Sendable {
    /// One file of an artifact.
    public struct File: Sendable, Hashable {
        /// Its path below the folder, with slashes; the empty string for an artifact that is one file.
        public var relativePath: String
        /// Where its bytes are on this machine.
        public var path: String
        public var digest: Digest
        /// In bytes.
        public var size: Int64

        public init(relativePath: String, path: String, digest: Digest, size: Int64) {
            self.relativePath = relativePath
            self.path = path
            self.digest = digest
            self.size = size
        }
    }

    /// The digest of the file, or of the folder's manifest.
    public let digest: Digest
    public let isFolder: Bool
    /// In the order of their paths' bytes.
    public let files: [File]
    private let positions: [String: Int]

    public init(digest: Digest, isFolder: Bool, files: [File]) {
        self.digest = digest
        self.isFolder = isFolder
        self.files = files.sorted { $0.relativePath.utf8.lexicographicallyPrecedes($1.relativePath.utf8) }
        positions = Dictionary(
            self.files.enumerated().map { ($1.relativePath, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Where to read one file.
    /// - Parameter relative: the path below the folder; the empty string for an artifact that is one file.
    /// - Throws: `EngineError.noSuchFile`.
    public func path(of relative: String = "") throws -> String {
        guard let position = positions[relative] else {
            throw EngineError.noSuchFile(relative, in: digest, isFolder: isFolder)
        }
        return files[position].path
    }

    public func contains(_ relative: String) -> Bool { positions[relative] != nil }

    /// Bytes of content.
    public var size: Int64 { files.reduce(0) { $0 + $1.size } }
}
