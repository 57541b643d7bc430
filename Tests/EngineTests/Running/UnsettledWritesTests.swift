import Foundation
import Synchronization
import Testing
import Values

@testable import Engine

/// When what was written is brought to the disk.
@Suite struct UnsettledWritesTests {
    @Test func quickStagesShareAFlush() throws {
        let log = OperationLog()
        let workshop = try Workshop(fileSystem: RecordingFileSystem(log))
        try workshop.run((0..<20).map { .text("\($0)", "text \($0)") })
        let flushes = log.all.filter { $0.operation == .synchronize && !$0.paths.isEmpty }
        // Of files and of folders, at the end; a slow machine may need some in between.
        #expect((2...20).contains(flushes.count))
        let flushed = Set(flushes.flatMap(\.paths))
        let actions = try FileReader.names(in: workshop.folder.path("cache/actions"))
        #expect(actions.count == 20)
        for name in actions { #expect(flushed.contains(workshop.folder.path("cache/actions/\(name)"))) }
        for object in try GarbageCollector.objects(in: workshop.engine.context.layout) {
            #expect(flushed.contains(object.path))
        }
    }

    @Test func savedStateGoesAfterTheResultIsOnTheDisk() throws {
        let log = OperationLog()
        let workshop = try Workshop(fileSystem: RecordingFileSystem(log))
        let summary = try workshop.run([.train()])
        let key = try #require(summary["train"]?.key).hexadecimal
        let operations = log.all
        let flush = operations.firstIndex {
            $0.operation == .synchronize && $0.paths.contains(workshop.folder.path("cache/actions/\(key)"))
        }
        let discard = operations.lastIndex {
            $0.operation == .rename && $0.source == workshop.folder.path("cache/running/\(key)")
        }
        #expect(try #require(flush) < (try #require(discard)))
    }

    @Test func aDigestIsWrittenDownAfterItsFileIsOnTheDisk() throws {
        let log = OperationLog()
        let workshop = try Workshop(fileSystem: RecordingFileSystem(log))
        try workshop.run([.text("a", "x")])
        let operations = log.all
        let append = operations.firstIndex { $0.paths == [workshop.folder.path("cache/stat-cache")] }
        let flush = operations.firstIndex { $0.operation == .synchronize && !$0.paths.isEmpty }
        #expect(try #require(flush) < (try #require(append)))
    }
}

/// What was done to the disk, in order.
private final class OperationLog: Sendable {
    struct Entry: Sendable {
        var operation: FileOperation
        var source: String?
        var paths: [String]
    }

    private let entries = Mutex<[Entry]>([])
    var all: [Entry] { entries.withLock { $0 } }

    func add(_ operation: FileOperation, _ paths: [String], source: String? = nil) {
        entries.withLock { $0.append(Entry(operation: operation, source: source, paths: paths)) }
    }
}

private struct RecordingFileSystem: FileSystem {
    private let log: OperationLog
    private let local = LocalFileSystem()

    init(_ log: OperationLog) { self.log = log }

    func write(_ data: Data, to path: String, durably: Bool) throws {
        log.add(.write, [path])
        try local.write(data, to: path, durably: durably)
    }

    func append(_ data: Data, to path: String, durably: Bool) throws {
        log.add(.append, [path])
        try local.append(data, to: path, durably: durably)
    }

    func rename(_ source: String, to destination: String) throws {
        log.add(.rename, [destination], source: source)
        try local.rename(source, to: destination)
    }

    func synchronize(_ paths: [String]) throws {
        log.add(.synchronize, paths)
        try local.synchronize(paths)
    }

    func makeFolder(_ path: String) throws { try local.makeFolder(path) }
    func exchange(_ first: String, _ second: String) throws { try local.exchange(first, second) }
    func clone(_ source: String, to destination: String) throws { try local.clone(source, to: destination) }
    func link(_ source: String, to destination: String) throws { try local.link(source, to: destination) }
    func copy(_ source: String, to destination: String) throws { try local.copy(source, to: destination) }
    func setPermissions(_ permissions: UInt16, of path: String) throws {
        try local.setPermissions(permissions, of: path)
    }
    func remove(_ path: String) throws { try local.remove(path) }
}
