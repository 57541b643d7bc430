import Foundation
import Testing
import Values

@testable import Engine

/// A cache that nobody may write to, not even root: a file system that is mounted so.
@Suite(.enabled(if: Mount.isPossible, Comment(rawValue: Mount.why)))
struct ReadOnlyCacheTests {
    private let stages: [StageTask] = [.train(4), .upper("below", of: "train")]

    private func run(_ stages: [StageTask], cache: String, outputs: String, log: EventLog? = nil) throws
        -> (summary: RunSummary, executed: [String])
    {
        let executor = ToyExecutor()
        let engine = try Engine(cacheFolder: cache, executor: executor)
        let options = RunOptions(scope: "recipe", outputsFolder: outputs)
        let summary = try engine.run(StageGraph(stages), options: options) { log?.add($0) }
        return (summary, executor.executed)
    }

    @Test func aCacheThatHasEverythingAnswers() throws {
        let folder = try TemporaryFolder()
        let mount = try Mount(in: folder, kilobytes: 1_024)
        let cache = mount.path + "/cache"
        let first = try run(stages, cache: cache, outputs: folder.path("first")).summary
        #expect(first.status == .succeeded)

        try mount.setReadOnly(true)
        let log = EventLog()
        let (summary, executed) = try run(stages, cache: cache, outputs: folder.path("second"), log: log)
        #expect(summary.statuses == ["train cached", "below cached"])
        #expect(summary.status == .succeeded)
        #expect(summary.stages.map(\.outputs) == first.stages.map(\.outputs))
        #expect(executed.isEmpty)
        #expect(try folder.text("second/recipe/train/out") == ToyExecutor.trained(steps: 4))
        // Another scope has no history there, and none can be written; that is no fault of the results.
        let graph = try StageGraph(stages)
        let other = try Engine(cacheFolder: cache, executor: ToyExecutor())
            .run(graph, options: RunOptions(scope: "other", outputsFolder: folder.path("third")))
        #expect(other.status == .succeeded)
        let plan = try Engine(cacheFolder: cache, executor: ToyExecutor())
            .plan(graph, options: RunOptions(scope: "recipe"))
        #expect(plan.stages.allSatisfy { $0.decision == .cached })
    }

    @Test func aResultThatIsNotThereIsAClearError() throws {
        let folder = try TemporaryFolder()
        let mount = try Mount(in: folder, kilobytes: 1_024)
        let cache = mount.path + "/cache"
        _ = try run(stages, cache: cache, outputs: folder.path("outputs"))
        try mount.setReadOnly(true)
        let (summary, executed) = try run(
            [.train(4), .train(5, name: "new")], cache: cache, outputs: folder.path("outputs"))
        #expect(summary.statuses == ["train cached", "new failed"])
        #expect(executed.isEmpty)
        let text = summary["new"]?.error.map { "\($0)" } ?? ""
        #expect(text.contains(cache) && text.contains("Read-only file system"), "\(text)")
        #expect(text.contains("make it writable, or choose another folder"), "\(text)")

        try mount.setReadOnly(false)
        let again = try run([.train(5, name: "new")], cache: cache, outputs: folder.path("outputs")).summary
        #expect(again.status == .succeeded)
    }

    /// A folder that cannot even be made.
    @Test func aCacheThatCannotBeMadeIsAClearError() throws {
        let folder = try TemporaryFolder()
        let mount = try Mount(in: folder, kilobytes: 64)
        try mount.setReadOnly(true)
        #expect {
            _ = try run(stages, cache: mount.path + "/cache", outputs: folder.path("outputs"))
        } throws: {
            "\($0)".hasPrefix(
                "cannot make the folder \(mount.path)/cache: Read-only file system; make it writable")
        }
    }
}
