import Foundation

/// Objects as read-only files, `objects/ab/cdef...`.
///
/// An object appears by a rename after all of its bytes were written, so a kill leaves none half written. Its stamp
/// is remembered when its bytes were hashed, and written down only once they are on the disk; a stamp that differs,
/// as after a power cut, means another hash before the object counts.
public struct LocalContentStore: ContentStore {
    static let readOnly: UInt16 = 0o444
    static let readOnlyExecutable: UInt16 = 0o555

    let folder: String
    let damagedFolder: String
    let temporaryFolder: String
    let fileSystem: any FileSystem
    let stamps: StatCache
    /// Told of what is not flushed at once; nil where everything is.
    let writes: UnsettledWrites?
    private let cloning = CloneSupport()

    /// A store whose content is on the disk on return of every call.
    /// - Parameter root: the cache folder; `objects/`, `damaged/` and `temporary/` in it are the store's.
    public init(root: String, fileSystem: any FileSystem, stamps: StatCache) {
        self.init(root: root, fileSystem: fileSystem, stamps: stamps, writes: nil)
    }

    init(root: String, fileSystem: any FileSystem, stamps: StatCache, writes: UnsettledWrites?) {
        self.writes = writes
        folder = Paths.join(root, "objects")
        damagedFolder = Paths.join(root, "damaged")
        temporaryFolder = Paths.join(root, "temporary")
        self.fileSystem = fileSystem
        self.stamps = stamps
    }

    func objectPath(_ digest: Digest) -> String {
        "\(folder)/\(digest.hexadecimal.prefix(2))/\(digest.hexadecimal.dropFirst(2))"
    }

    public func holds(_ digest: Digest, size: Int64?) throws -> Bool {
        let path = objectPath(digest)
        guard let status = try FileStatus.read(path) else { return false }
        if status.kind == .file, size == nil || size == status.stamp.size {
            if stamps.known(path, stamp: status.stamp) == digest { return true }
            if try FileHasher.digest(ofFileAt: path) == digest {
                // The object is ours and read-only: no other program is half way through writing it.
                stamps.record(path, stamp: status.stamp, digest: digest)
                return true
            }
        }
        try moveAway(digest)
        return false
    }

    public func path(of digest: Digest) throws -> String {
        guard try holds(digest, size: nil) else { throw EngineError.missingObject(digest) }
        return objectPath(digest)
    }

    public func store(_ data: Data) throws -> Digest {
        let digest = Digest(of: data)
        if try holds(digest, size: Int64(data.count)) { return digest }
        try fileSystem.makeFolder(temporaryFolder)
        let path = Paths.join(temporaryFolder, Paths.temporaryName())
        do {
            try fileSystem.write(data, to: path, durably: false)
            try adopt([AdoptedFile(path: path, digest: digest)])
        } catch {
            try? fileSystem.remove(path)
            throw error
        }
        return digest
    }

    public func adopt(_ files: [AdoptedFile]) throws {
        guard !files.isEmpty else { return }
        for file in files { try fileSystem.setPermissions(Self.readOnly, of: file.path) }
        if writes == nil { try fileSystem.synchronize(files.map(\.path)) }
        var touched: Set<String> = []
        for file in files {
            let path = objectPath(file.digest)
            let parent = Paths.parent(of: path)
            touched.insert(parent)
            do {
                // Replaces what may stand there: a damaged object heals.
                try fileSystem.rename(file.path, to: path)
            } catch EngineError.file(_, path: _, code: 2) {
                try fileSystem.makeFolder(parent)
                touched.insert(folder)
                try fileSystem.rename(file.path, to: path)
            }
            if let status = try FileStatus.read(path) {
                stamps.record(path, stamp: status.stamp, digest: file.digest)
            }
        }
        if let writes {
            writes.add(files: files.map { objectPath($0.digest) }, folders: touched)
        } else {
            try fileSystem.synchronize(touched.sorted())
        }
    }

    public func place(_ digest: Digest, at path: String, isExecutable: Bool) throws {
        let source = try self.path(of: digest)
        let permissions = isExecutable ? Self.readOnlyExecutable : Self.readOnly
        if cloning.isWorthTrying {
            do {
                try fileSystem.clone(source, to: path)
                try fileSystem.setPermissions(permissions, of: path)
                return
            } catch EngineError.file(.clone, path: _, code: _) {
                // This file system cannot share blocks.
                cloning.giveUp()
            }
        }
        // A second name shares the permissions as well, so an executable needs bytes of its own.
        if !isExecutable, (try? fileSystem.link(source, to: path)) != nil {
            // The new name changed the object's stamp; its bytes were verified a moment ago.
            if let status = try FileStatus.read(source) {
                stamps.record(source, stamp: status.stamp, digest: digest)
            }
            return
        }
        try fileSystem.copy(source, to: path)
        try fileSystem.setPermissions(permissions, of: path)
    }

    /// A damaged object is kept aside for whoever wants to know what happened, until the next collection.
    private func moveAway(_ digest: Digest) throws {
        try fileSystem.makeFolder(damagedFolder)
        let name = "\(digest.hexadecimal)-\(Paths.temporaryName())"
        do {
            try fileSystem.rename(objectPath(digest), to: Paths.join(damagedFolder, name))
        } catch EngineError.file(_, path: _, code: 2) {
            // Another run was quicker.
        }
    }
}
