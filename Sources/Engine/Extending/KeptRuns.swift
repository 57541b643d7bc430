import Foundation
import Values

/// The shards of earlier runs, kept for longer ones: `families/<family>/<key>/` with a sealed record.
///
/// A family is all runs that differ in nothing but extendable parameters. Whoever reads holds the family's lock
/// shared, whoever removes holds it exclusively. Nothing here is forced to the disk: shards are verified when they
/// are read, and what is lost costs time only.
struct KeptRuns {
    /// More would rarely be of use: a longer run goes on from one of them.
    static let limit = 3

    let layout: CacheLayout
    let fileSystem: any FileSystem

    func folder(_ family: Digest) -> String { Paths.join(layout.families, family.hexadecimal) }

    /// Keeps anything but readers away from a family; nil where that cannot be had at once.
    func lock(_ family: Digest, _ mode: FileLock.Mode) throws -> FileLock? {
        try FileLock.attempt(Paths.join(folder(family), "lock"), mode)
    }

    /// The whole records of a family, the latest first, each with its folder.
    func all(_ family: Digest) throws -> [(run: KeptRun, folder: String)] {
        try Self.entries(in: folder(family)).compactMap { name in
            let path = Paths.join(folder(family), name)
            guard let run = Self.record(in: path), run.key.hexadecimal == name else { return nil }
            return (run, path)
        }.sorted { ($0.run.time, $0.folder) > ($1.run.time, $1.folder) }
    }

    /// Moves the shards of a run here, in one step, and lets the oldest go where there are too many.
    func keep(_ run: KeptRun, shards state: StageCheckpoints, family: Digest) throws {
        guard try !state.shardNames().isEmpty else { return }
        let temporary = Paths.join(layout.temporary, Paths.temporaryName())
        let folder = folder(family)
        do {
            try fileSystem.makeFolder(temporary)
            let kept = StageCheckpoints(folder: temporary, fileSystem: fileSystem)
            try fileSystem.rename(state.digestFolder, to: kept.digestFolder)
            try fileSystem.rename(state.shardFolder, to: kept.shardFolder)
            try fileSystem.write(
                SealedRecord.seal(run.json), to: Paths.join(temporary, "record"), durably: false)
            try fileSystem.makeFolder(folder)
            let lock = try lock(family, .exclusive)
            let target = Paths.join(folder, run.key.hexadecimal)
            if lock != nil, try FileStatus.read(target) != nil { try remove(target) }
            try fileSystem.rename(temporary, to: target)
            if let lock {
                try withExtendedLifetime(lock) {
                    for old in try all(family).dropFirst(Self.limit) { try remove(old.folder) }
                }
            }
        } catch {
            try? fileSystem.remove(temporary)
            throw error
        }
    }

    /// It leaves in one step, so that nobody finds a half of it.
    private func remove(_ folder: String) throws {
        let aside = Paths.join(layout.temporary, Paths.temporaryName())
        try fileSystem.makeFolder(layout.temporary)
        try fileSystem.rename(folder, to: aside)
        try fileSystem.remove(aside)
    }

    /// Removes what is of no use: runs whose results are gone, and those that `isExpired` finds too old. Nobody else
    /// may be at work in the cache.
    ///
    /// - Parameters:
    ///   - hasResult: whether the result of a key is in the cache and stays there.
    ///   - isExpired: is given the time at which a run was kept, in nanoseconds since 1970.
    /// - Returns: how many runs went, or would go.
    func sweep(isDryRun: Bool, hasResult: (Digest) throws -> Bool, isExpired: (Int64) -> Bool) throws -> Int {
        guard try FileStatus.read(layout.families) != nil else { return 0 }
        var removed = 0
        for name in try FileReader.names(in: layout.families) {
            let family = Paths.join(layout.families, name)
            var isEmpty = true
            for entry in try Self.entries(in: family) {
                let path = Paths.join(family, entry)
                if let run = Self.record(in: path), !isExpired(Int64(run.time * 1e9)),
                    try !run.isFinished || hasResult(run.key)
                {
                    isEmpty = false
                    continue
                }
                removed += 1
                if !isDryRun { try fileSystem.remove(path) }
            }
            if isEmpty, !isDryRun { try fileSystem.remove(family) }
        }
        return removed
    }

    private static func entries(in family: String) throws -> [String] {
        guard try FileStatus.read(family)?.kind == .folder else { return [] }
        return try FileReader.names(in: family).filter { Digest(hexadecimal: $0) != nil }
    }

    private static func record(in folder: String) -> KeptRun? {
        let path = Paths.join(folder, "record")
        guard let data = try? FileReader.read(path, maximumBytes: KeptRun.maximumBytes),
            let object = try? SealedRecord.open(data)
        else { return nil }
        return try? KeptRun(object)
    }
}
