import Engine
import Foundation

/// The action records of a cache that are whole, and all content that they promise.
struct WholeRecords {
    let records: [ActionRecord]
    private let cache: String

    init(cache: String) throws {
        self.cache = cache
        let actions = LocalActionCache(root: cache, fileSystem: LocalFileSystem())
        records = try Folders.files(below: cache + "/actions").compactMap { name in
            try Digest(hexadecimal: name).flatMap { try actions.record(of: $0) }
        }
    }

    /// The digests of all files in all outputs, and of the lists of those files.
    func promised() throws -> Set<Digest> {
        var digests: Set<Digest> = []
        for reference in records.flatMap(\.outputs.values) {
            digests.insert(reference.digest)
            guard reference.isFolder else { continue }
            let manifest = try TreeManifest(Folders.data(Self.object(reference.digest, in: cache)))
            digests.formUnion(manifest.files.values.map(\.digest))
        }
        return digests
    }

    static func object(_ digest: Digest, in cache: String) -> String {
        "\(cache)/objects/\(digest.hexadecimal.prefix(2))/\(digest.hexadecimal.dropFirst(2))"
    }
}
