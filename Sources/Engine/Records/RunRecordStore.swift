import Foundation
import Values

/// The records of runs, `runs/<scope>/<run>.json`, one file each.
///
/// A record is written when its run begins, now and then while it runs, and when it ends; each time it is replaced
/// whole. The run holds a lock beside it, so that a record which says `running` is told from one whose process was
/// killed, whatever process has its number now.
public struct RunRecordStore: Sendable {
    /// So many of the newest records stay in each scope.
    public static let kept = 200
    /// Records are removed only when there are so many more, so that most runs need not look.
    static let slack = 50
    /// No record that repeats another is larger.
    private static let largestRepetition: Int64 = 64 << 10

    let folder: String
    let fileSystem: any FileSystem

    func folder(of scope: String) -> String { Paths.join(folder, scope) }
    func lock(of id: RunID, scope: String) -> String { Paths.join(folder(of: scope), ".\(id).lock") }

    /// Where a record is.
    public func path(of id: RunID, scope: String) -> String { Paths.join(folder(of: scope), "\(id).json") }

    /// Everything that has records, sorted.
    public func scopes() throws -> [String] {
        guard try FileStatus.read(folder) != nil else { return [] }
        return try FileReader.names(in: folder).filter { !$0.hasPrefix(".") }
    }

    /// The runs of a scope, oldest first.
    public func identifiers(scope: String) throws -> [RunID] {
        guard Paths.isComponent(scope) else { throw EngineError.unusableName(scope) }
        guard try FileStatus.read(folder(of: scope)) != nil else { return [] }
        return try FileReader.names(in: folder(of: scope)).compactMap { name in
            name.hasSuffix(".json") ? RunID(String(name.dropLast(5))) : nil
        }.sorted()
    }

    /// One record, with the stages of the run that it repeats, if it does.
    /// - Throws: `EngineError.damagedRunRecord`, `.stagesElsewhere`, `.file`.
    public func read(_ id: RunID, scope: String) throws -> RunRecord {
        guard Paths.isComponent(scope) else { throw EngineError.unusableName(scope) }
        var record = try Self.read(path(of: id, scope: scope))
        if record.status == .running, !FileLock.isHeld(lock(of: id, scope: scope)) {
            // It may have ended between the two looks.
            record = try Self.read(path(of: id, scope: scope))
            if record.status == .running { record.status = .interrupted }
        }
        return record
    }

    /// The newest record of a scope that can be read.
    public func latest(scope: String) throws -> RunRecord? {
        for id in try identifiers(scope: scope).reversed() {
            if let record = try? read(id, scope: scope) { return record }
        }
        return nil
    }

    /// Runs that go on now, in all scopes.
    public func live() throws -> [RunRecord] {
        try scopes().flatMap { scope in
            try identifiers(scope: scope).filter { FileLock.isHeld(lock(of: $0, scope: scope)) }
                .compactMap { try? read($0, scope: scope) }
        }
    }

    /// A record in any file, such as a teammate's.
    /// - Throws: `EngineError.damagedRunRecord`, `.stagesElsewhere`, `.file`.
    public static func read(_ path: String) throws -> RunRecord {
        var record = try parsed(path)
        // A record that was printed or copied from here has its stages.
        guard let origin = record.repeats, record.stages.isEmpty else { return record }
        let beside = Paths.join(Paths.parent(of: path), "\(origin).json")
        guard let original = try? parsed(beside), original.repeats == nil, original.scope == record.scope
        else {
            throw EngineError.stagesElsewhere(path: path, run: origin)
        }
        record.stages = original.stages.map { stage in
            var stage = stage
            (stage.status, stage.seconds, stage.reasons) = (.cached, 0, [])
            return stage
        }
        return record
    }

    private static func parsed(_ path: String) throws -> RunRecord {
        let data: Data
        do {
            data = try FileReader.read(Paths.resolved(path) ?? path, maximumBytes: RunRecord.maximumBytes)
        } catch EngineError.tooLarge {
            throw EngineError.damagedRunRecord(path: path, .size)
        }
        do {
            return try RunRecord(parsing: data)
        } catch {
            throw EngineError.damagedRunRecord(path: path, error)
        }
    }

    // MARK: - Writing

    /// Replaces a record. It is not forced to the disk: no result depends on it.
    func write(_ record: RunRecord) throws {
        let folder = folder(of: record.scope)
        let temporary = Paths.join(folder, "." + Paths.temporaryName())
        do {
            try fileSystem.write(record.json.canonicalData + Data("\n".utf8), to: temporary, durably: false)
            try fileSystem.rename(temporary, to: path(of: record.id, scope: record.scope))
        } catch {
            try? fileSystem.remove(temporary)
            throw error
        }
    }

    /// Removes the oldest records where there are too many; never those that others repeat, nor those of live runs.
    func prune(scope: String) throws {
        let all = try identifiers(scope: scope)
        guard all.count > Self.kept + Self.slack else { return }
        var needed = Set(all.suffix(Self.kept))
        for id in all.suffix(Self.kept) {
            let path = path(of: id, scope: scope)
            guard let status = try FileStatus.read(path), status.stamp.size < Self.largestRepetition else {
                continue
            }
            if let origin = try? Self.parsed(path).repeats { needed.insert(origin) }
        }
        for id in all where !needed.contains(id) {
            let lock = lock(of: id, scope: scope)
            guard !FileLock.isHeld(lock) else { continue }
            try fileSystem.remove(path(of: id, scope: scope))
            try fileSystem.remove(lock)
        }
    }
}
