import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Action records as files, `actions/<key>`; a record appears whole or not at all.
public struct LocalActionCache: ActionCache {
    static let maximumBytes = 64 << 20
    /// A use is noted at most this often, so that "nothing changed" writes nothing.
    static let useInterval: Int64 = 3_600 * 1_000_000_000

    let folder: String
    let temporaryFolder: String
    let fileSystem: any FileSystem
    /// Told of what is not flushed at once; nil where everything is.
    let writes: UnsettledWrites?

    /// A cache whose records are on the disk on return of every call.
    public init(root: String, fileSystem: any FileSystem) {
        self.init(root: root, fileSystem: fileSystem, writes: nil)
    }

    init(root: String, fileSystem: any FileSystem, writes: UnsettledWrites?) {
        self.writes = writes
        folder = Paths.join(root, "actions")
        temporaryFolder = Paths.join(root, "temporary")
        self.fileSystem = fileSystem
    }

    func path(of key: Digest) -> String { "\(folder)/\(key.hexadecimal)" }

    public func record(of key: Digest) throws -> ActionRecord? {
        guard try FileStatus.read(path(of: key)) != nil else { return nil }
        do {
            let data = try FileReader.read(path(of: key), maximumBytes: Self.maximumBytes)
            let record = try ActionRecord(SealedRecord.open(data))
            return record.key == key ? record : nil
        } catch is RecordProblem {
            return nil
        }
    }

    public func store(_ record: ActionRecord) throws {
        do {
            try write(record)
        } catch EngineError.file(_, path: _, code: 2) {
            try fileSystem.makeFolder(temporaryFolder)
            try fileSystem.makeFolder(folder)
            try write(record)
        }
        if let writes {
            writes.add(files: [path(of: record.key)], folders: [folder])
        } else {
            try fileSystem.synchronize([folder])
        }
    }

    private func write(_ record: ActionRecord) throws {
        let temporary = Paths.join(temporaryFolder, Paths.temporaryName())
        do {
            try fileSystem.write(SealedRecord.seal(record.json), to: temporary, durably: writes == nil)
            try fileSystem.rename(temporary, to: path(of: record.key))
        } catch {
            try? fileSystem.remove(temporary)
            throw error
        }
    }

    public func markUsed(_ key: Digest) throws {
        let path = path(of: key)
        guard let status = try FileStatus.read(path),
            status.stamp.modified + Self.useInterval < WallClock.nanoseconds()
        else { return }
        utimes(path, nil)
    }

    public func remove(_ key: Digest) throws {
        try fileSystem.remove(path(of: key))
    }
}
