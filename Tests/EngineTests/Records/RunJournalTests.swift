import Foundation
import Synchronization
import Testing
import Values

@testable import Engine

@Suite struct RunJournalTests {
    private let stages: [StageTask] = [.text("a", "hello"), .upper("b", of: "a")]

    @Test func aRunLeavesItsRecord() throws {
        let workshop = try Workshop()
        var options = workshop.options()
        options.provenance = ["tweed": "test"]
        let summary = try workshop.run(stages, options)
        let store = workshop.engine.runs
        #expect(try store.scopes() == ["recipe"])
        let record = try #require(try store.latest(scope: "recipe"))
        #expect(record.id == summary.run && summary.recordError == nil)
        #expect(record.status == .succeeded && record.process == getpid() && record.repeats == nil)
        #expect(record.provenance == ["tweed": "test"])
        #expect(record.stages.map(\.status) == [.ran, .ran])
        #expect(record.stages.map(\.key) == summary.stages.map(\.key))
        #expect(record["b"]?.outputs == summary["b"]?.outputs)
        #expect(record["b"]?.inputs?["in"]?.origin == "a.out")
        #expect(record["b"]?.reasons == ["never ran"])
        #expect(record["a"]?.configuration == ["text": "hello"])
        // Nothing but the record and the note of it stays.
        #expect(try workshop.folder.files("cache/runs/recipe") == [".newest", "\(record.id).json"])
    }

    @Test func failuresAndWhatTheyStopAreRecorded() throws {
        let workshop = try Workshop()
        let bad = StageTask(name: "bad", kind: "fail", outputs: ["out"])
        try workshop.run([bad, .upper("below", of: "bad")])
        let record = try #require(try workshop.engine.runs.latest(scope: "recipe"))
        #expect(record.status == .failed)
        #expect(record["bad"]?.error == #"ToyFailure(text: "as asked")"#)
        #expect(record["bad"]?.inputs == [:] && record["bad"]?.key != nil)
        #expect(record["below"]?.status == .skipped && record["below"]?.skippedBecause == "bad")
        #expect(record["below"]?.inputs == nil && record["below"]?.key == nil)
    }

    @Test func aRunInWhichNothingChangedRefersToTheOneBefore() throws {
        let workshop = try Workshop()
        let first = try #require(try workshop.run(stages).run)
        let second = try #require(try workshop.run(stages).run)
        let third = try #require(try workshop.run(stages).run)
        let store = workshop.engine.runs
        for id in [second, third] {
            let record = try store.read(id, scope: "recipe")
            #expect(record.repeats == first && record.status == .succeeded)
            #expect(record.stages.map(\.status) == [.cached, .cached])
            #expect(record["b"]?.outputs == (try store.read(first, scope: "recipe"))["b"]?.outputs)
        }
        #expect(try FileStatus.read(store.path(of: second, scope: "recipe"))!.stamp.size < 1000)
        // Another graph has a record of its own, also where all of it is cached.
        let part = try #require(try workshop.run([stages[0]]).run)
        #expect(try store.read(part, scope: "recipe").repeats == nil)
        // A copy elsewhere says which other record it needs, or is whole when it was printed.
        let copy = workshop.folder.path("copy.json")
        try FileManager.default.copyItem(atPath: store.path(of: third, scope: "recipe"), toPath: copy)
        #expect(throws: EngineError.stagesElsewhere(path: copy, run: first)) { try RunRecordStore.read(copy) }
        try Data(store.read(third, scope: "recipe").json.canonicalData).write(to: URL(fileURLWithPath: copy))
        #expect(try RunRecordStore.read(copy).stages.count == 2)
    }

    @Test func aRunThatLookedAtASnapshotOnlyRefersToItsOrigin() throws {
        let workshop = try Workshop()
        let first = try workshop.run(stages)
        let second = try workshop.run(stages)
        #expect(first.recordedIn == first.run && second.recordedIn == first.run)
        let store = RunRecordStore(cacheFolder: workshop.folder.path("cache"))
        let origin = try #require(second.recordedIn)
        let id = try #require(
            try store.recordUnchanged(scope: "recipe", origin: origin, seconds: 0.01, provenance: ["a": 1]))
        let record = try #require(try store.latest(scope: "recipe"))
        #expect(record.id == id && record.status == .succeeded && record.repeats == origin)
        #expect(record.stages.map(\.status) == [.cached, .cached])
        let gone = RunID("20200101T000000Z-00000000")!
        #expect(
            try store.recordUnchanged(scope: "recipe", origin: gone, seconds: 0, provenance: .null) == nil)
    }

    @Test func aRunInProgressIsToldFromAKilledOne() throws {
        let folder = try TemporaryFolder()
        let seen = Mutex<[RunRecord.Status]>([])
        let live = Mutex<[RunID]>([])
        let workshop = try Workshop(folder: folder) { _, _ in
            let store = RunRecordStore(folder: folder.path("cache/runs"), fileSystem: LocalFileSystem())
            let status = try store.latest(scope: "recipe")?.status
            seen.withLock { $0 += [status].compactMap { $0 } }
            let ids = try store.live().map(\.id)
            live.withLock { $0 = ids }
        }
        let summary = try workshop.run([stages[0]])
        #expect(seen.withLock { $0 } == [.running])
        #expect(live.withLock { $0 } == [summary.run])
        #expect(try workshop.engine.runs.live().isEmpty)

        // What a kill leaves: a record that says running, of a process number that is in use again (ours), with the
        // file of a lock that nobody holds, or without it.
        let store = workshop.engine.runs
        var killed = try #require(try store.latest(scope: "recipe"))
        killed.id = RunID(nanoseconds: WallClock.nanoseconds() + 1_000_000)
        killed.status = .running
        killed.ended = nil
        try store.write(killed)
        #expect(try store.read(killed.id, scope: "recipe").status == .interrupted)
        try writeText("\(getpid())", to: store.lock(of: killed.id, scope: "recipe"))
        #expect(try store.latest(scope: "recipe")?.status == .interrupted)
        let lock = try FileLock.attempt(store.lock(of: killed.id, scope: "recipe"))
        #expect(try store.read(killed.id, scope: "recipe").status == .running)
        withExtendedLifetime(lock) {}
    }

    @Test func stagesAreKnownWhileTheRunGoesOn() throws {
        let folder = try TemporaryFolder()
        let seen = Mutex<[String]>([])
        let workshop = try Workshop(folder: folder) { request, _ in
            if request.stage == "a" { Thread.sleep(forTimeInterval: RunJournal.interval + 0.05) }
            guard request.stage == "b" else { return }
            let store = RunRecordStore(folder: folder.path("cache/runs"), fileSystem: LocalFileSystem())
            let record = try store.latest(scope: "recipe")
            seen.withLock { $0 = record?.stages.map { "\($0.name) \($0.status)" } ?? [] }
        }
        try workshop.run(stages)
        #expect(seen.withLock { $0.first } == "a ran")
    }

    @Test func aRecordThatCannotBeWrittenFailsNoRun() throws {
        let workshop = try Workshop()
        try workshop.folder.write("in the way", to: "cache/runs")
        let summary = try workshop.run(stages)
        #expect(summary.status == .succeeded && summary.recordError != nil)
    }

    @Test func onlyTheNewestRecordsStayAndWhatTheyNeed() throws {
        let workshop = try Workshop()
        let first = try #require(try workshop.run(stages).run)
        let store = workshop.engine.runs
        var record = try store.read(first, scope: "recipe")
        let count = RunRecordStore.kept + RunRecordStore.slack + 5
        for number in 0..<count {
            record.id = RunID(nanoseconds: WallClock.nanoseconds() + Int64(number + 1) * 1_000_000_000)
            record.repeats = number == count - 1 ? first : nil
            record.stages = number == count - 1 ? [] : record.stages
            try store.write(record)
        }
        try store.prune(scope: "recipe")
        let left = try store.identifiers(scope: "recipe")
        #expect(left.count == RunRecordStore.kept + 1 && left.first == first)
        #expect(try store.latest(scope: "recipe")?.stages.count == 2)
    }

    @Test func damagedRecordsAreNamed() throws {
        let workshop = try Workshop()
        let id = try #require(try workshop.run(stages).run)
        let path = workshop.engine.runs.path(of: id, scope: "recipe")
        try writeText("{", to: path)
        #expect(throws: EngineError.damagedRunRecord(path: path, .syntax)) {
            try workshop.engine.runs.read(id, scope: "recipe")
        }
        #expect(try workshop.engine.runs.latest(scope: "recipe") == nil)
        #expect(throws: EngineError.unusableName("../x")) {
            try workshop.engine.runs.identifiers(scope: "../x")
        }
    }
}
