import Foundation
import Synchronization

extension StageCheckpoints {
    var shardFolder: String { Paths.join(folder, "shards") }
    var digestFolder: String { Paths.join(folder, "shard-digests") }

    /// Saves one shard, durably; replaces the one of that name.
    ///
    /// - Parameters:
    ///   - name: such as `images-0007`; one file name.
    ///   - write: writes a file at the path that it is given.
    public func saveShard(_ name: String, write: (String) throws -> Void) throws {
        guard Paths.isComponent(name), !name.hasPrefix(".") else { throw EngineError.unusableName(name) }
        try fileSystem.makeFolder(shardFolder)
        try fileSystem.makeFolder(digestFolder)
        let temporary = Paths.join(shardFolder, "." + Paths.temporaryName())
        let temporaryDigest = Paths.join(digestFolder, "." + Paths.temporaryName())
        do {
            try write(temporary)
            ownShards.withLock { _ = $0.insert(name) }
            let digest = try FileHasher.digest(ofFileAt: temporary)
            try fileSystem.write(Data(digest.hexadecimal.utf8), to: temporaryDigest, durably: true)
            try fileSystem.synchronize([temporary])
            // A kill between the two leaves a digest that fits no shard, so that shard is made again.
            try fileSystem.rename(temporaryDigest, to: Paths.join(digestFolder, name))
            try fileSystem.rename(temporary, to: Paths.join(shardFolder, name))
        } catch {
            try? fileSystem.remove(temporary)
            try? fileSystem.remove(temporaryDigest)
            throw error
        }
        try fileSystem.synchronize([digestFolder, shardFolder])
    }

    /// Saves a file that is there already, such as a shard of a shorter run: without a copy where the system can.
    public func saveShard(_ name: String, copying source: String) throws {
        try saveShard(name) { path in try linkOrCopy(source, to: path) }
    }

    private func linkOrCopy(_ source: String, to path: String) throws {
        do {
            try fileSystem.link(source, to: path)
        } catch EngineError.file(.link, path: _, code: _) {
            try fileSystem.copy(source, to: path)
        }
    }

    /// Where to read a shard; nil when it is absent or damaged.
    public func shard(_ name: String) throws -> String? {
        guard Paths.isComponent(name), !name.hasPrefix(".") else { throw EngineError.unusableName(name) }
        let path = Paths.join(shardFolder, name)
        guard try FileStatus.read(path)?.kind == .file,
            let data = try? FileReader.read(Paths.join(digestFolder, name), maximumBytes: 64),
            let expected = Digest(hexadecimal: String(decoding: data, as: UTF8.self)),
            try FileHasher.digest(ofFileAt: path) == expected
        else { return nil }
        if !ownShards.withLock({ $0.contains(name) }) { markRead() }
        return path
    }

    /// The names of the shards saved so far, sorted; not verified yet.
    public func shardNames() throws -> [String] {
        guard try FileStatus.read(shardFolder)?.kind == .folder else { return [] }
        return try FileReader.names(in: shardFolder).filter { !$0.hasPrefix(".") }
    }

    /// Gives a shard a second name, as a part of an output, without copying it.
    /// - Returns: false when it is absent or damaged.
    public func placeShard(_ name: String, at path: String) throws -> Bool {
        guard let shard = try shard(name) else { return false }
        try linkOrCopy(shard, to: path)
        return true
    }
}
