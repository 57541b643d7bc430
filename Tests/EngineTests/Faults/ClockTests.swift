import Foundation
import Testing
import Values

@testable import Engine

/// A clock that jumps back leaves file times and records in the future. Nothing is concluded from their order.
@Suite struct ClockTests {
    private let stages: [StageTask] = [.train(4), .upper("below", of: "train")]
    private static let year: Int64 = 365 * 86_400

    /// Every file and folder of the cache as if it was made in a year.
    private func moveToTheFuture(_ folder: TemporaryFolder, _ relative: String) throws {
        let time = timespec(tv_sec: Int(WallClock.nanoseconds() / 1_000_000_000 + Self.year), tv_nsec: 7)
        for file in try FolderScanner(links: .refused).files(in: folder.path(relative)) {
            utimensat(AT_FDCWD, file.path, [time, time], 0)
        }
    }

    @Test func resultsFromTheFutureAreUsed() throws {
        let workshop = try Workshop()
        let folder = workshop.folder
        let expected = try workshop.run(stages, workshop.options(shows: true))
        try moveToTheFuture(folder, "cache")
        let again = try Workshop(folder: folder)
        let summary = try again.run(stages, again.options(shows: true))
        #expect(summary.statuses == ["train cached", "below cached"])
        #expect(summary.stages.map(\.outputs) == expected.stages.map(\.outputs))
        #expect(again.executor.executed.isEmpty)
        // A collection by age or by size keeps what is used, whatever its times say.
        _ = try again.run(stages)
        let report = try again.engine.collectGarbage(GarbagePolicy(maximumAge: 3_600))
        #expect(report.removedResults == 0 && report.keptResults == 2)
        #expect(try again.run(stages).stages.allSatisfy { $0.status == .cached })
    }

    /// An input whose times lie in the future may change within any tick of the clock, so it is hashed each time.
    @Test func aChangeOfAnInputFromTheFutureIsNoticed() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("abc", to: "inputs/text")
        try moveToTheFuture(folder, "inputs")
        let stage = StageTask.unary("upper", "upper", .file(path: path))
        let workshop = try Workshop(folder: folder)
        #expect(try workshop.run([stage]).statuses == ["upper ran"])
        #expect(try workshop.run([stage]).statuses == ["upper cached"])
        let stamp = try FileStatus.following(path).stamp
        try setContent("abd", of: path, keepingTimes: stamp)
        let summary = try Workshop(folder: folder).run([stage])
        #expect(summary.statuses == ["upper ran"])
        #expect(try workshop.text(summary, "upper") == "ABD")
    }

    /// The history is in the order in which it was written, not in that of its times.
    @Test func theLatestRecordIsTheOneWrittenLast() throws {
        let workshop = try Workshop()
        let book = workshop.engine.context.records
        func record(_ event: StageRecord.Event, _ steps: Int64, time: Double) throws {
            let description = workshop.engine.context.describe(.train(steps), inputs: [:])
            try book.append(
                StageRecord(
                    event: event, key: StageKey.make(description), description: description, time: time,
                    seconds: 1), scope: "recipe", stage: "train")
        }
        try record(.finished, 5, time: 2_000_000_000)
        try record(.finished, 6, time: 1_000_000_000)
        #expect(try workshop.plan([.train(7)]).contains("with.steps 6 -> 7"))
    }

    /// Saved state is used whatever its times are.
    @Test func savedStateFromTheFutureIsUsed() throws {
        let folder = try TemporaryFolder()
        let broken = try Workshop(folder: folder) { _, step in
            if step == 5 { throw ToyFailure(text: "power cut") }
        }
        #expect(try broken.run([.train()]).statuses == ["train failed"])
        try moveToTheFuture(folder, "cache")
        let workshop = try Workshop(folder: folder)
        let log = EventLog()
        #expect(try workshop.run([.train()], log: log).statuses == ["train resumed"])
        #expect(log.notes == ["step-3"])
        // Nor does a collection take it.
        #expect(try workshop.engine.collectGarbage(GarbagePolicy(maximumStateAge: 0)).removedStates == 0)
    }

    /// Durations come from a clock that only goes forward.
    @Test func durationsAreNeverNegative() throws {
        let workshop = try Workshop()
        let summary = try workshop.run(stages)
        #expect(summary.seconds >= 0 && summary.stages.allSatisfy { $0.seconds >= 0 })
    }
}
