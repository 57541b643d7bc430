import Foundation
import Synchronization

/// The history of the stages of each scope, `history/<scope>`: one file of lines that are only ever added, so a run
/// of a thousand stages opens one book and adds a thousand lines.
///
/// A line is the length of the stage's name, the name, and a sealed record. It is read when its stage is asked for.
public final class RecordBook: Sendable {
    static let maximumBytes = 1 << 30
    /// A longer history is cut down to the last lines of each stage.
    static let compactionBytes: Int64 = 16 << 20
    static let linesKept = 20

    /// The lines of each stage, oldest first.
    private typealias Index = [String: [Data]]

    private let folder: String
    private let temporaryFolder: String
    private let fileSystem: any FileSystem
    private let books = Mutex<[String: Index]>([:])

    init(folder: String, temporaryFolder: String, fileSystem: any FileSystem) {
        self.folder = folder
        self.temporaryFolder = temporaryFolder
        self.fileSystem = fileSystem
    }

    func path(scope: String) -> String { Paths.join(folder, scope) }

    /// All that is known of a stage, oldest first; damaged lines are left out.
    public func history(scope: String, stage: String) throws -> [StageRecord] {
        try lines(scope: scope, stage: stage).compactMap { Self.open($0, stage: stage) }
    }

    /// The last line, and the last that tells of a result.
    func latest(scope: String, stage: String) throws -> (last: StageRecord?, finished: StageRecord?) {
        var last: StageRecord?
        for line in try lines(scope: scope, stage: stage).reversed() {
            guard let record = Self.open(line, stage: stage) else { continue }
            last = last ?? record
            if record.event == .finished { return (last, record) }
        }
        return (last, nil)
    }

    func append(_ record: StageRecord, scope: String, stage: String) throws {
        let sealed = SealedRecord.seal(record.json)
        // The newline in front ends a line that a kill may have torn.
        let line = Data("\n\(stage.utf8.count) \(stage) ".utf8) + sealed
        try books.withLock { books in
            if books[scope] == nil { books[scope] = try load(scope: scope) }
            do {
                try fileSystem.append(line, to: path(scope: scope), durably: false)
            } catch EngineError.file(_, path: _, code: 2) {
                try fileSystem.makeFolder(folder)
                try fileSystem.append(line, to: path(scope: scope), durably: false)
            }
            books[scope]![stage, default: []].append(sealed)
        }
    }

    private func lines(scope: String, stage: String) throws -> [Data] {
        try books.withLock { books in
            if books[scope] == nil { books[scope] = try load(scope: scope) }
            return books[scope]![stage] ?? []
        }
    }

    private func load(scope: String) throws -> Index {
        let path = path(scope: scope)
        guard let status = try FileStatus.read(path) else { return [:] }
        var index: Index = [:]
        let book = try FileReader.read(path, maximumBytes: Self.maximumBytes)
        for line in book.split(separator: UInt8(ascii: "\n")) {
            guard let (stage, sealed) = Self.parts(of: line) else { continue }
            index[stage, default: []].append(sealed)
        }
        if status.stamp.size > Self.compactionBytes {
            index = index.mapValues { Array($0.suffix(Self.linesKept)) }
            // A cache that cannot be written is still good for reading; and a line that another run adds in the
            // meantime is missed by explanations only.
            try? write(index, to: path)
        }
        return index
    }

    private func write(_ index: Index, to path: String) throws {
        var book = Data()
        for (stage, lines) in index.sorted(by: { $0.key < $1.key }) {
            for line in lines { book += Data("\(stage.utf8.count) \(stage) ".utf8) + line + Data("\n".utf8) }
        }
        try fileSystem.makeFolder(temporaryFolder)
        let temporary = Paths.join(temporaryFolder, Paths.temporaryName())
        try fileSystem.write(book, to: temporary, durably: true)
        try fileSystem.rename(temporary, to: path)
    }

    private static func parts(of line: Data) -> (stage: String, sealed: Data)? {
        guard let space = line.firstIndex(of: UInt8(ascii: " ")),
            let length = Int(String(decoding: line[..<space], as: UTF8.self)), (1...255).contains(length),
            line.endIndex - space > length + 2
        else { return nil }
        let start = space + 1
        guard line[start + length] == UInt8(ascii: " ") else { return nil }
        let stage = String(decoding: line[start..<start + length], as: UTF8.self)
        return (stage, line[(start + length + 1)...])
    }

    private static func open(_ line: Data, stage: String) -> StageRecord? {
        guard let record = (try? SealedRecord.open(Data(line))).flatMap({ try? StageRecord($0) }),
            record.description.stage == stage
        else { return nil }
        return record
    }
}
