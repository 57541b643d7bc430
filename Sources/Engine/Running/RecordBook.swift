import Foundation

/// The history of each stage, `records/<scope>/<stage>`: lines that are only ever added, so a run of a thousand
/// stages writes a thousand lines and not a thousand books.
public struct RecordBook: Sendable {
    static let maximumBytes = 256 << 20
    /// A longer history is cut down to its last lines.
    static let compactionBytes: Int64 = 4 << 20
    static let linesKept = 100

    let folder: String
    let temporaryFolder: String
    let fileSystem: any FileSystem

    func path(scope: String, stage: String) -> String { Paths.join(Paths.join(folder, scope), stage) }

    /// All that is known of a stage, oldest first; damaged lines are left out.
    public func history(scope: String, stage: String) throws -> [StageRecord] {
        try lines(scope: scope, stage: stage).compactMap(Self.open)
    }

    /// The last line, and the last that tells of a result.
    func latest(scope: String, stage: String) throws -> (last: StageRecord?, finished: StageRecord?) {
        var last: StageRecord?
        for line in try lines(scope: scope, stage: stage).reversed() {
            guard let record = Self.open(line) else { continue }
            last = last ?? record
            if record.event == .finished { return (last, record) }
        }
        return (last, nil)
    }

    func append(_ record: StageRecord, scope: String, stage: String) throws {
        let path = path(scope: scope, stage: stage)
        try fileSystem.makeFolder(Paths.parent(of: path))
        // The newline in front ends a line that a kill may have torn.
        try fileSystem.append(Data("\n".utf8) + SealedRecord.seal(record.json), to: path, durably: false)
        if let status = try FileStatus.read(path), status.stamp.size > Self.compactionBytes {
            try compact(path, lines: lines(scope: scope, stage: stage))
        }
    }

    private func compact(_ path: String, lines: [Data]) throws {
        let kept = lines.suffix(Self.linesKept).reduce(into: Data()) { $0 += $1 + Data("\n".utf8) }
        try fileSystem.makeFolder(temporaryFolder)
        let temporary = Paths.join(temporaryFolder, Paths.temporaryName())
        try fileSystem.write(kept, to: temporary, durably: true)
        try fileSystem.rename(temporary, to: path)
    }

    private func lines(scope: String, stage: String) throws -> [Data] {
        let path = path(scope: scope, stage: stage)
        guard try FileStatus.read(path) != nil else { return [] }
        return try FileReader.read(path, maximumBytes: Self.maximumBytes).split(separator: UInt8(ascii: "\n"))
    }

    private static func open(_ line: Data) -> StageRecord? {
        (try? SealedRecord.open(line)).flatMap { try? StageRecord($0) }
    }
}
