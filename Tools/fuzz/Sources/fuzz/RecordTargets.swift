import Foundation
import Values

@testable import Engine

/// A record of the engine that is read back, perhaps from another machine's cache.
protocol Record {
    init(_ object: ObjectReader) throws
    var json: JSONValue { get }
    /// Bytes that the record claims to stand for; nobody may trap on adding them up.
    var claimedSize: Int64 { get }
}

extension Record {
    var claimedSize: Int64 { 0 }
}

extension ActionRecord: Record {
    var claimedSize: Int64 { outputs.values.reduce(0) { $0 + $1.size } }
}

extension StageRecord: Record {}
extension ProgressReport: Record {}
extension RunRecord: Record {}
extension TreeManifest: Record {
    var claimedSize: Int64 { size }
}

/// A record whose text is the input. It is sealed here, as whoever shares a hostile cache would do.
struct RecordTarget<Value: Record & Sendable>: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        let body = Data(bytes)
        let sealed = Data((Digest(of: body).hexadecimal + " ").utf8) + body
        guard let value = try? Value(SealedRecord.open(sealed)) else { return }
        require(value.claimedSize >= 0, "a size of \(value.claimedSize)")
        let again = SealedRecord.seal(value.json)
        guard let second = try? Value(SealedRecord.open(again)) else {
            finding("what was read cannot be read again: \(value.json)")
        }
        require(SealedRecord.seal(second.json) == again, "\(value.json) became \(second.json)")
    }
}

/// Bytes that claim to be sealed: whatever opens is whole.
struct SealedTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        guard let object = try? SealedRecord.open(Data(bytes)) else { return }
        let again = SealedRecord.seal(.object(object.fields))
        guard let second = try? SealedRecord.open(again) else { finding("cannot be opened again") }
        require(SealedRecord.seal(.object(second.fields)) == again, "opens to something else")
        // A flipped bit is noticed.
        var damaged = bytes
        damaged[bytes.count / 2] ^= 4
        require((try? SealedRecord.open(Data(damaged))) == nil, "opens although damaged")
    }
}

/// The manifest of a folder: no path leads out of it, no two paths want one place, and its size can be told.
struct ManifestTarget: FuzzTarget {
    func run(_ bytes: [UInt8]) {
        RecordTarget<TreeManifest>().run(bytes)
        guard let manifest = try? TreeManifest(Data(bytes)) else { return }
        for (path, entry) in manifest.files {
            require(entry.size >= 0, "a size of \(entry.size)")
            require(!path.utf8.contains { $0 < 0x20 || $0 == 0x7F }, "control characters in \(path)")
            var parts = path.split(separator: "/", omittingEmptySubsequences: false)
            require(!parts.contains { ["", ".", ".."].contains($0) }, "the path \(path)")
            while parts.count > 1 {
                parts.removeLast()
                let folder = parts.joined(separator: "/")
                require(manifest.files[folder] == nil, "\(folder) is a file and a folder")
            }
        }
        let files = manifest.files.map { path, entry in
            Artifact.File(relativePath: path, path: "/", digest: entry.digest, size: entry.size)
        }
        let artifact = Artifact(digest: Digest(of: Data(bytes)), isFolder: true, files: files)
        require(artifact.size == manifest.size, "two sizes")
    }
}
