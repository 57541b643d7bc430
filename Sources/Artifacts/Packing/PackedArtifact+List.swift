import Engine
import Foundation
import Values

/// A packed artifact as a list on the disk, by which it is handed to another program:
/// `{"manifest": PATH, "blobs": [{"descriptor": {...}, "path": PATH}]}`.
extension PackedArtifact {
    private static let listName = "artifact.json"
    private static let maximumListBytes = 64 << 20

    /// Writes the list, the manifest and what is in memory so far.
    /// - Parameter folder: exists, and is the caller's to remove.
    /// - Returns: the path of the list.
    public func writeList(to folder: String) throws -> String {
        func write(_ data: Data, _ name: String) throws -> String {
            let path = folder + "/" + name
            let file = try FileWriter(path: path)
            try file.write(data)
            try file.finish()
            return path
        }
        let manifest = try write(self.manifest.data, "manifest.json")
        let listed: [JSONValue] = try blobs.map { blob in
            let path =
                switch blob.source {
                case .data(let data): try write(data, blob.descriptor.digest.hexadecimal)
                case .file(let path): path
                }
            return ["descriptor": blob.descriptor.json, "path": .string(path)]
        }
        let list: JSONValue = ["manifest": .string(manifest), "blobs": .array(listed)]
        return try write(list.canonicalData, Self.listName)
    }

    /// Reads what `writeList` has written.
    /// - Throws: `ArtifactError`.
    public init(readingList path: String) throws {
        func read(_ path: String, maximum: Int) throws -> Data {
            let file = try SourceFile(path: path)
            guard file.size <= maximum else {
                throw ArtifactError.tooLarge(path, bytes: file.size, maximum: Int64(maximum))
            }
            return Data(try file.bytes(from: 0, count: Int(file.size)))
        }
        let list = try ManifestReader(
            parsing: read(path, maximum: Self.maximumListBytes), place: path,
            maximumBytes: Self.maximumListBytes)
        manifest = try ImageManifest(
            parsing: read(list.string("manifest"), maximum: ArtifactLimits.manifestBytes))
        blobs = try list.list("blobs", maximum: ArtifactLimits.layers + 1).map { value in
            let entry = try ManifestReader(value, place: "a blob in \(path)")
            return Blob(
                descriptor: try Descriptor(entry.value("descriptor"), place: "a blob in \(path)"),
                source: .file(try entry.string("path")))
        }
        guard blobs.map(\.descriptor.digest) == manifest.blobs.map(\.digest) else {
            throw ArtifactError.malformed(path, "its blobs are not those of its manifest")
        }
    }
}
