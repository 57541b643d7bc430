import Foundation
import Testing
import Values

@testable import Engine

@Suite struct RunTests {
    private func pipeline(_ text: String = "hello", revision: Int = 1) -> [StageTask] {
        var first = StageTask.text("first", text)
        first.revision = revision
        return [
            first, .unary("length", "length", .output(stage: "first", output: "out")),
            .upper("loud", of: "first"), .upper("last", of: "length"),
        ]
    }

    @Test func computesOnceAndThenNothing() throws {
        let workshop = try Workshop()
        let summary = try workshop.run(pipeline())
        #expect(summary.status == .succeeded)
        #expect(summary.statuses == ["first ran", "length ran", "loud ran", "last ran"])
        #expect(try workshop.text(summary, "loud") == "HELLO")
        #expect(try workshop.text(summary, "last") == "5")
        #expect(workshop.executor.takeExecuted().count == 4)

        let again = try Workshop(folder: workshop.folder)
        let second = try again.run(pipeline())
        #expect(second.statuses == ["first cached", "length cached", "loud cached", "last cached"])
        #expect(again.executor.executed.isEmpty)
        #expect(second.stages.map(\.outputs) == summary.stages.map(\.outputs))
        #expect(try workshop.folder.files("cache/running").isEmpty)
        #expect(
            try again.engine.history(scope: "recipe", stage: "first").map(\.event) == [.started, .finished])
    }

    @Test func sameBytesUpstreamStopTheWaveOfReruns() throws {
        let workshop = try Workshop()
        try workshop.run(pipeline("hello"))
        _ = workshop.executor.takeExecuted()
        // The length is the same, so what follows from it is not computed again.
        #expect(
            try workshop.run(pipeline("world")).statuses == [
                "first ran", "length ran", "loud ran", "last cached",
            ])
        // The same text from a new program: nothing else runs.
        #expect(
            try workshop.run(pipeline("world", revision: 2)).statuses
                == ["first ran", "length cached", "loud cached", "last cached"])
        // And back: everything is still there.
        #expect(try workshop.run(pipeline("hello")).stages.allSatisfy { $0.status == .cached })
    }

    @Test func aFailureStopsOnlyWhatDependsOnItWhenTheRunKeepsGoing() throws {
        let workshop = try Workshop()
        let bad = StageTask(name: "bad", kind: "fail", outputs: ["out"])
        let log = EventLog()
        var options = workshop.options()
        options.keepsGoing = true
        let summary = try workshop.run(
            [
                bad, .upper("below", of: "bad"), .upper("further", of: "below"),
                .text("good", "x", after: []),
                .upper("fine", of: "good"), .text("later", "x", after: ["further"]),
            ], options, log: log)
        #expect(summary.status == .failed)
        #expect(
            summary.statuses == [
                "bad failed", "below skipped", "further skipped", "good ran", "fine ran", "later skipped",
            ])
        #expect(summary["bad"]?.error as? ToyFailure == ToyFailure(text: "as asked"))
        #expect(summary["below"]?.skippedBecause == "bad" && summary["later"]?.skippedBecause == "further")
        let ends = log.all.compactMap { if case .finished(let outcome) = $0 { outcome.name } else { nil } }
        #expect(ends.sorted() == ["bad", "below", "fine", "further", "good", "later"])
        #expect(try workshop.folder.files("cache/running").isEmpty)
    }

    @Test(arguments: [
        ("nothing", "stage odd ended without writing its output out"),
        ("stray", "stage odd wrote stray, which is none of its outputs"),
    ])
    func outputsAreWhatWasDeclared(kind: String, message: String) throws {
        let workshop = try Workshop()
        let summary = try workshop.run([StageTask(name: "odd", kind: kind, outputs: ["out"])])
        #expect((summary["odd"]?.error as? EngineError)?.description == message)
        #expect(try workshop.folder.files("cache/running").isEmpty)
    }

    @Test func aLinkIsNoOutput() throws {
        let workshop = try Workshop { request, _ in
            try FileManager.default.createSymbolicLink(
                atPath: request.path(ofOutput: "out"), withDestinationPath: "/etc/passwd")
        }
        let summary = try workshop.run([StageTask(name: "odd", kind: "nothing", outputs: ["out"])])
        guard case .unsupportedFile(let path, .link)? = summary["odd"]?.error as? EngineError else {
            Issue.record("no such error: \(String(describing: summary["odd"]?.error))")
            return
        }
        #expect(path.hasSuffix("/out"))
    }

    @Test func foldersGoInAndOut() throws {
        let workshop = try Workshop()
        let folder = StageTask(name: "folder", kind: "folder", configuration: ["text": "x"], outputs: ["out"])
        let all = StageTask.unary("all", "upper", .output(stage: "folder", output: "out"))
        let summary = try workshop.run([folder, all])
        #expect(try workshop.text(summary, "all") == "FILE 0 OF XFILE 2 OF XFILE 1 OF X#!/BIN/SH\n")
        let manifest = try workshop.engine.context.store.manifest(
            of: summary["folder"]!.outputs["out"]!.digest)
        #expect(manifest.files.keys.sorted() == ["0.txt", "2.txt", "deep/1.txt", "tool.sh"])
        #expect(
            manifest.files["tool.sh"]?.isExecutable == true && manifest.files["0.txt"]?.isExecutable == false)
        #expect(try workshop.run([folder, all]).statuses == ["folder cached", "all cached"])
    }

    @Test func forcedStagesRunAgain() throws {
        let workshop = try Workshop()
        try workshop.run(pipeline())
        let summary = try workshop.run(pipeline(), workshop.options(forced: ["first"]))
        #expect(summary.statuses == ["first ran", "length cached", "loud cached", "last cached"])
        #expect(throws: EngineError.unknownStage("none", known: ["first", "length", "loud", "last"])) {
            try workshop.run(pipeline(), workshop.options(forced: ["none"]))
        }
    }

    @Test func twoStagesWithOneKeyAreComputedOnce() throws {
        let workshop = try Workshop()
        let summary = try workshop.run([.text("a", "same"), .text("b", "same")])
        #expect(summary.statuses.sorted() == ["a ran", "b cached"])
        #expect(workshop.executor.executed == ["a"])
    }

    @Test func scopesMustBeFileNames() throws {
        let workshop = try Workshop()
        var options = workshop.options()
        options.scope = "../elsewhere"
        #expect(throws: EngineError.unusableName("../elsewhere")) { try workshop.run(pipeline(), options) }
    }

    /// The promise is 50 ms; a shared machine may be three times slower than a free one.
    @Test func nothingToDoTakesNoTime() throws {
        let workshop = try Workshop()
        var stages = [StageTask.text("0", "hello")]
        for index in 1..<10 { stages.append(.upper("\(index)", of: "\(index - 1)")) }
        try workshop.run(stages, workshop.options(shows: true))
        let seconds = try (0..<5).map { _ in
            let again = try Workshop(folder: workshop.folder)
            let start = WallClock.steadySeconds()
            let summary = try again.run(stages, again.options(shows: true))
            #expect(summary.stages.allSatisfy { $0.status == .cached })
            return WallClock.steadySeconds() - start
        }.min()!
        #expect(seconds < 0.05)
    }
}
