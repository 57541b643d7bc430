import Foundation
import Testing

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Two programs at work in one cache at the same time.
@Suite(.serialized) struct TwoRunsTests {
    /// The second computes nothing and shows how far the first is.
    @Test func theSecondRunAttachesToTheFirst() throws {
        let project = try ProcessProject()
        try project.recipe("toy", steps: 100)
        let terminal = try PseudoTerminal()
        let first = try project.run("toy")
        #expect(TweedProcess.wait { project.hasSavedState() })
        let second = try project.run("toy", terminal: terminal.device)
        #expect(first.end() == 0, "\(first.standardError)")
        #expect(second.end() == 0, "\(terminal.text)")
        #expect(try first.statuses() == ["train": "ran"])
        #expect(try second.statuses() == ["train": "cached"])
        let text = terminal.text
        #expect(text.contains("another run (process \(first.identifier)) computes this already"), "\(text)")
        #expect(text.contains("/100 steps"), "\(text)")
        #expect(project.files(".tweed/cache/running").isEmpty)
    }

    @Test func whenTheFirstIsKilledTheSecondTakesOver() throws {
        let expected = try ProcessProject.undisturbed.get()
        let project = try ProcessProject()
        try project.recipe("toy")
        let first = try project.run("toy")
        #expect(TweedProcess.wait { project.hasSavedState() })
        let second = try project.run("toy")
        #expect(TweedProcess.wait { second.standardError.contains("computes this already") })
        #expect(first.isRunning)
        first.send(SIGKILL)
        #expect(second.end() == 0, "\(second.standardError)")
        #expect(try second.statuses() == ["train": "resumed"])
        #expect(second.standardError.contains("goes on from step"))
        #expect(try project.shown("toy") == expected)
    }

    @Test func aStopOfTheFirstLetsTheSecondGoOn() throws {
        let expected = try ProcessProject.undisturbed.get()
        let project = try ProcessProject()
        try project.recipe("toy")
        let first = try project.run("toy")
        #expect(TweedProcess.wait { project.hasSavedState() })
        let second = try project.run("toy")
        #expect(TweedProcess.wait { second.standardError.contains("computes this already") })
        first.send(SIGINT)
        #expect(first.end() == 130)
        #expect(second.end() == 0, "\(second.standardError)")
        #expect(try second.statuses() == ["train": "resumed"])
        #expect(try project.shown("toy") == expected)
    }

    /// A run that waits can be stopped as any other, and stops at once.
    @Test func aRunThatWaitsCanBeStopped() throws {
        let project = try ProcessProject()
        try project.recipe("toy", steps: 1_000)
        let first = try project.run("toy")
        #expect(TweedProcess.wait { project.hasSavedState() })
        let second = try project.run("toy")
        #expect(TweedProcess.wait { second.standardError.contains("computes this already") })
        second.send(SIGINT)
        #expect(second.end(within: 10) == 130, "\(second.standardError)")
        #expect(first.isRunning)
    }

    /// The same training under two names in two recipes is computed once; what differs is computed by each.
    @Test func differentRecipesShareTheirStages() throws {
        let project = try ProcessProject()
        try project.recipe("one", stages: ["shared": 1, "own": 2], steps: 30)
        try project.recipe("two", stages: ["same": 1, "other": 3], steps: 30)
        let first = try project.run("one")
        let second = try project.run("two")
        #expect(first.end() == 0, "\(first.standardError)")
        #expect(second.end() == 0, "\(second.standardError)")
        let one = try first.statuses()
        let two = try second.statuses()
        #expect(one["own"] == "ran" && two["other"] == "ran")
        #expect([one["shared"], two["same"]].compactMap(\.self).sorted() == ["cached", "ran"])
        let shown = try (project.shown("one"), project.shown("two"))
        let shared = shown.0.filter { $0.key.hasPrefix("shared/") }
        #expect(!shared.isEmpty)
        for (path, data) in shared {
            #expect(shown.1[path.replacingOccurrences(of: "shared/", with: "same/")] == data, "\(path)")
        }
    }

    /// Many at once, from an empty cache: every key is computed by exactly one.
    @Test func everyKeyIsComputedOnce() throws {
        let project = try ProcessProject()
        try project.recipe("toy", stages: ["a": 1, "b": 2, "c": 3], steps: 10)
        let runs = try (0..<4).map { _ in try project.run("toy") }
        for run in runs { #expect(run.end() == 0, "\(run.standardError)") }
        let statuses = try runs.map { try $0.statuses() }
        for stage in ["a", "b", "c"] {
            #expect(
                statuses.compactMap { $0[stage] }.sorted() == ["cached", "cached", "cached", "ran"],
                "\(stage)")
        }
    }
}
