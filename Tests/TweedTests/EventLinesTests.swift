import Engine
import Foundation
import Testing
import Values

@testable import tweed

@Suite struct EventLinesTests {
    struct Broken: Error, CustomStringConvertible {
        var description: String { "the loss is not a number\nlower the learning rate" }
    }

    static func text(_ event: RunEvent) -> [String] {
        EventLines(names: ["dataset", "narf"]).lines(for: event).map { $0.rendered(colour: false) }
    }

    static let key = Digest(of: Data())

    static func finished(
        _ status: StageOutcome.Status, _ seconds: Double, change: (inout StageOutcome) -> Void
    )
        -> [String]
    {
        var outcome = StageOutcome(
            name: "narf", kind: "train-narf", status: status, seconds: seconds, key: key)
        outcome.outputs = ["heads": OutputReference(digest: key, isFolder: true, size: 18_240_000)]
        change(&outcome)
        return text(.finished(outcome))
    }

    @Test func finishedStages() {
        #expect(Self.finished(.ran, 72) { _ in } == ["✓ narf     1 m 12 s    18.2 MB    e3b0c44298fc"])
        #expect(Self.finished(.cached, 0) { _ in } == ["✓ narf     cached      18.2 MB    e3b0c44298fc"])
        #expect(
            Self.finished(.failed, 12) { $0.error = Broken() } == [
                "✗ narf     failed after 12 s: the loss is not a number"
            ])
        #expect(Self.finished(.cancelled, 1.4) { _ in } == ["■ narf     stopped after 1.4 s"])
        #expect(
            Self.finished(.skipped, 0) { $0.skippedBecause = "dataset" } == [
                "- narf     not started, because it needs dataset"
            ])
        #expect(Self.finished(.skipped, 0) { _ in } == ["- narf     not started"])
        #expect(
            Self.finished(.ran, 4.2) { $0.presentationError = Broken() } == [
                "✓ narf     4.2 s       18.2 MB    e3b0c44298fc",
                "✗ narf     the result is in the cache, but cannot be shown",
            ])
    }

    @Test func whyAStageRuns() {
        func started(_ reasons: [PlanReason]) -> [String] {
            Self.text(.started(stage: "narf", kind: "train-narf", key: Self.key, reasons: reasons))
        }
        #expect(started([.neverRan]) == [])
        #expect(started([.unfinished(checkpoint: "step-120")]) == [])
        #expect(
            started([
                .configuration(path: "budget", old: "40 GMAC", new: "80 GMAC"), .input("dataset", []),
            ]) == ["· narf     runs: with.budget 40 GMAC -> 80 GMAC; input dataset changed"])
    }

    @Test func remarks() {
        #expect(
            Self.text(.resumed(stage: "narf", from: "step 120 of 300")) == [
                "↻ narf     goes on from step 120 of 300"
            ])
        #expect(
            Self.text(.note(stage: "dataset", "first pictures: grid.png")) == [
                "· dataset  first pictures: grid.png"
            ])
        #expect(
            Self.text(.attached(stage: "narf", process: 42)) == [
                "· narf     another run (process 42) computes this already; waiting for its result"
            ])
        #expect(
            Self.text(.keptAside(stage: "narf", path: "/outputs/narf.edited-1")) == [
                "! narf     the results had been edited; the edited files are in /outputs/narf.edited-1"
            ])
        #expect(
            Self.text(.progress(stage: "narf", ProgressReport(completed: 1, total: 2, unit: "steps"))) == [])
    }
}
