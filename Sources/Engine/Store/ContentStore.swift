import Foundation

/// A file that a store takes over: it is moved into the store, and its bytes have this digest.
public struct AdoptedFile: Sendable {
    public var path: String
    public var digest: Digest

    public init(path: String, digest: Digest) {
        self.path = path
        self.digest = digest
    }
}

/// Content by digest. What it says it holds is right: damaged content counts as absent.
public protocol ContentStore: Sendable {
    /// Whether the content is here, whole. `size` in bytes where it is known.
    func holds(_ digest: Digest, size: Int64?) throws -> Bool
    /// A path at which the content can be read and must not be changed.
    /// - Throws: `EngineError.missingObject`, also when it was here but damaged.
    func path(of digest: Digest) throws -> String
    /// Stores bytes, durably.
    func store(_ data: Data) throws -> Digest
    /// Moves files in, durably; all of them are on the disk on return.
    func adopt(_ files: [AdoptedFile]) throws
    /// Puts a read-only copy at `path`, which is free, as cheaply as the file system allows.
    func place(_ digest: Digest, at path: String, isExecutable: Bool) throws
}

extension ContentStore {
    /// The bytes of an object, verified.
    func data(of digest: Digest, maximumBytes: Int) throws -> Data {
        let data = try FileReader.read(try path(of: digest), maximumBytes: maximumBytes)
        guard Digest(of: data) == digest else { throw EngineError.missingObject(digest) }
        return data
    }

    /// The manifest of a folder.
    func manifest(of digest: Digest) throws -> TreeManifest {
        try TreeManifest(data(of: digest, maximumBytes: TreeManifest.maximumBytes))
    }

    /// Whether all content of an output is here, whole.
    func holds(_ output: OutputReference) throws -> Bool {
        guard output.isFolder else { return try holds(output.digest, size: output.size) }
        guard try holds(output.digest, size: nil) else { return false }
        return try manifest(of: output.digest).files.values.allSatisfy { try holds($0.digest, size: $0.size) }
    }

    /// An output, ready to be read.
    /// - Throws: `EngineError.missingObject` where content is missing or damaged.
    func artifact(_ output: OutputReference) throws -> Artifact {
        guard output.isFolder else {
            let file = Artifact.File(
                relativePath: "", path: try path(of: output.digest), digest: output.digest, size: output.size)
            return Artifact(digest: output.digest, isFolder: false, files: [file])
        }
        let files = try manifest(of: output.digest).files.map { path, entry in
            Artifact.File(
                relativePath: path, path: try self.path(of: entry.digest), digest: entry.digest,
                size: entry.size)
        }
        return Artifact(digest: output.digest, isFolder: true, files: files)
    }
}
