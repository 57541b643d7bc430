import Foundation
import Testing
import Values

@testable import Engine

@Suite struct GarbageTests {
    private func age(_ path: String, days: Double) throws {
        let now = Double(WallClock.nanoseconds()) / 1e9
        let date = Date(timeIntervalSince1970: now - days * 86_400)
        try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: path)
    }

    @Test func objectsThatNoResultUsesGo() throws {
        let workshop = try Workshop()
        let stages: [StageTask] = [
            .text("text", "hello"),
            StageTask(name: "folder", kind: "folder", configuration: ["text": "x"], outputs: ["out"]),
        ]
        try workshop.run(stages)
        _ = try workshop.engine.context.store.store(Data("nobody's".utf8))
        let dry = try workshop.engine.collectGarbage(GarbagePolicy(isDryRun: true))
        let report = try workshop.engine.collectGarbage(GarbagePolicy())
        #expect(dry == report)
        #expect(report.removedObjects == 1 && report.removedBytes == 8 && report.keptResults == 2)
        #expect(try workshop.run(stages).stages.allSatisfy { $0.status == .cached })
        #expect(try workshop.engine.collectGarbage(GarbagePolicy()).removedObjects == 0)
    }

    @Test func resultsOfNoUseForLongGo() throws {
        let workshop = try Workshop()
        let summary = try workshop.run([.text("old", "old"), .text("new", "new")])
        let action = workshop.folder.path("cache/actions/" + summary["old"]!.key!.hexadecimal)
        try age(action, days: 10)
        // A use makes it young again.
        #expect(try workshop.run([.text("old", "old")]).statuses == ["old cached"])
        #expect(try workshop.engine.collectGarbage(GarbagePolicy(maximumAge: 86_400)).removedResults == 0)
        try age(action, days: 10)
        let report = try workshop.engine.collectGarbage(GarbagePolicy(maximumAge: 86_400))
        #expect(report.removedResults == 1 && report.removedObjects == 1)
        #expect(
            try workshop.run([.text("old", "old"), .text("new", "new")]).statuses == [
                "old ran", "new cached",
            ])
    }

    @Test func theSizeLimitDropsWhatWasUsedLongestAgo() throws {
        let workshop = try Workshop()
        let summary = try workshop.run(
            (0..<4).map { .text("\($0)", String(repeating: "\($0)", count: 1000)) })
        for (index, stage) in summary.stages.enumerated() {
            try age(workshop.folder.path("cache/actions/" + stage.key!.hexadecimal), days: Double(index + 1))
        }
        let report = try workshop.engine.collectGarbage(GarbagePolicy(maximumBytes: 2500))
        #expect(report.keptBytes == 2000 && report.removedBytes == 2000 && report.removedResults == 2)
        let again = try workshop.run((0..<4).map { .text("\($0)", String(repeating: "\($0)", count: 1000)) })
        #expect(again.statuses == ["0 cached", "1 cached", "2 ran", "3 ran"])
    }

    @Test func oldSavedStateGoes() throws {
        let folder = try TemporaryFolder()
        let flag = CancellationFlag()
        let workshop = try Workshop(folder: folder) { _, step in if step == 5 { flag.cancel() } }
        let summary = try workshop.run([.train()], workshop.options(cancellation: flag))
        let running = folder.path("cache/running/" + summary["train"]!.key!.hexadecimal)
        #expect(try workshop.engine.collectGarbage(GarbagePolicy()).removedStates == 0)
        try age(running + "/state", days: 40)
        try age(running, days: 40)
        #expect(try workshop.engine.collectGarbage(GarbagePolicy()).removedStates == 1)
        #expect(try FileStatus.read(running) == nil)
    }

    @Test func explanationsSurviveACollection() throws {
        let workshop = try Workshop()
        let path = try workshop.folder.write("one\ntwo\n", to: "prompts.txt")
        let stages: [StageTask] = [.unary("read", "upper", .file(path: path))]
        try workshop.run(stages)
        _ = try workshop.engine.collectGarbage(GarbagePolicy())
        try workshop.folder.write("one\ntwo and a half\n", to: "prompts.txt")
        #expect(try workshop.plan(stages) == "read  run: input in changed (prompts.txt line 2)\n")
    }
}
