import Foundation
import Values

/// What a folder holds: each file's path, digest, size and whether it may be executed. Empty folders do not count.
///
/// Its canonical JSON is stored as an object like any other; that object's digest is the digest of the folder.
public struct TreeManifest: Equatable, Sendable {
    public struct Entry: Equatable, Sendable {
        public var digest: Digest
        public var size: Int64
        public var isExecutable: Bool

        public init(digest: Digest, size: Int64, isExecutable: Bool = false) {
            self.digest = digest
            self.size = size
            self.isExecutable = isExecutable
        }
    }

    /// Path below the folder, with slashes, to content.
    public var files: [String: Entry]

    /// Room for the quarter of a million files that the reader's cap on values allows.
    static let maximumBytes = 128 << 20

    public init(files: [String: Entry] = [:]) {
        self.files = files
    }

    /// - Throws: `EngineError.damagedManifest`.
    public init(_ data: Data) throws {
        do {
            try self.init(ObjectReader(parsing: data))
        } catch let problem as RecordProblem {
            throw EngineError.damagedManifest(Digest(of: data), problem)
        }
    }

    /// Manifests come from caches, which may be shared, so a path that leads out of the folder is refused here,
    /// once, for everyone.
    /// - Throws: `RecordProblem`.
    init(_ object: ObjectReader) throws {
        guard try object.integer("tree") == 1 else { throw RecordProblem.field("tree") }
        files = try object.object("files").fields.mapValues { value in
            let entry = try ObjectReader(value)
            return Entry(
                digest: try entry.digest("digest"), size: try entry.size("size"),
                isExecutable: try entry.boolean("executable"))
        }
        var size: Int64 = 0
        for (path, entry) in files {
            guard Paths.isRelative(path), !hasFile(above: path) else { throw RecordProblem.path(path) }
            size += entry.size
            guard size <= ObjectReader.maximumSize else { throw RecordProblem.field("size") }
        }
    }

    /// Whether a folder of the path is a file of the manifest, so that one of the two could not be placed.
    private func hasFile(above path: String) -> Bool {
        path.utf8.indices.contains {
            path.utf8[$0] == UInt8(ascii: "/") && files[String(path[..<$0])] != nil
        }
    }

    var json: JSONValue {
        let entries = files.mapValues { entry in
            JSONValue.object([
                "digest": .string(entry.digest.hexadecimal), "size": .integer(entry.size),
                "executable": .bool(entry.isExecutable),
            ])
        }
        return .object(["tree": .integer(1), "files": .object(entries)])
    }

    /// Canonical, so that equal folders have equal digests.
    public var data: Data { json.canonicalData }

    /// The sum of the files' sizes in bytes.
    public var size: Int64 { files.values.reduce(0) { $0 + $1.size } }
}
