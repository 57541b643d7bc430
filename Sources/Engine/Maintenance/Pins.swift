import Foundation

/// Keys whose results a collection never takes: `pins/<key>`, an empty file each.
struct Pins {
    let folder: String
    let fileSystem: any FileSystem

    func all() throws -> Set<Digest> {
        guard try FileStatus.read(folder) != nil else { return [] }
        return Set(try FileReader.names(in: folder).compactMap { Digest(hexadecimal: $0) })
    }

    func add(_ key: Digest) throws {
        try fileSystem.makeFolder(folder)
        let path = Paths.join(folder, key.hexadecimal)
        guard try FileStatus.read(path) == nil else { return }
        try fileSystem.write(Data(), to: path, durably: true)
        try fileSystem.synchronize([folder])
    }

    func remove(_ key: Digest) throws {
        try fileSystem.remove(Paths.join(folder, key.hexadecimal))
    }
}

extension Engine {
    /// Keeps a result from being collected until it is unpinned.
    /// - Throws: `EngineError.unknownResult` when the cache has none with this key.
    public func pin(_ key: Digest) throws {
        guard try context.actions.record(of: key) != nil else { throw EngineError.unknownResult(key) }
        try context.pins.add(key)
    }

    /// - Returns: false where it was not pinned.
    @discardableResult
    public func unpin(_ key: Digest) throws -> Bool {
        let wasPinned = try context.pins.all().contains(key)
        try context.pins.remove(key)
        return wasPinned
    }
}
