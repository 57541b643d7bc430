import Foundation
import Testing
import Values

@testable import Engine

@Suite struct ResumeTests {
    /// Runs until a step and stops there, as Ctrl-C does.
    private func interrupted(_ folder: TemporaryFolder, at step: Int, of stage: StageTask = .train()) throws
        -> RunSummary
    {
        let flag = CancellationFlag()
        let workshop = try Workshop(folder: folder) { _, current in if current == step { flag.cancel() } }
        return try workshop.run(
            [stage, .upper("below", of: stage.name)], workshop.options(cancellation: flag))
    }

    @Test(arguments: [0, 1, 4, 9])
    func aStopSavesAndTheNextRunGoesOnToTheSameBytes(step: Int) throws {
        let folder = try TemporaryFolder()
        let stopped = try interrupted(folder, at: step)
        #expect(stopped.status == .cancelled)
        #expect(stopped.statuses == ["train cancelled", "below skipped"])
        #expect(stopped["below"]?.skippedBecause == "train")

        let workshop = try Workshop(folder: folder)
        let log = EventLog()
        let summary = try workshop.run([.train(), .upper("below", of: "train")], log: log)
        #expect(summary.statuses == ["train resumed", "below ran"])
        #expect(log.notes == ["step-\(step)"])
        #expect(try workshop.text(summary, "train") == ToyExecutor.trained(steps: 10))
        #expect(try folder.files("cache/running").isEmpty)
    }

    /// What a kill leaves: a folder half written, a checkpoint half written, outputs half written, a lock file that
    /// nobody holds.
    @Test func whatAKillLeavesIsNoObstacle() throws {
        let folder = try TemporaryFolder()
        let key = try #require(try interrupted(folder, at: 7)["train"]?.key).hexadecimal
        let running = "cache/running/\(key)"
        try folder.write("99999", to: "cache/lock")
        try folder.write("half an out", to: "cache/temporary/1-a/1-b/out")
        try folder.write("stray", to: "cache/temporary/1-a/1-b/stray")
        try folder.write("half a report", to: "\(running)/progress")
        try folder.write("half a checkpoint", to: "\(running)/state/checkpoints/.123-abc/content/deep/state")
        try folder.write(
            "not even a manifest", to: "\(running)/state/checkpoints/99-step-9/content/deep/state")
        try folder.write("left", to: "cache/temporary/left")
        let workshop = try Workshop(folder: folder)
        let summary = try workshop.run([.train()])
        #expect(summary.statuses == ["train resumed"])
        #expect(try workshop.text(summary, "train") == ToyExecutor.trained(steps: 10))
        #expect(!folder.exists("cache/temporary/left"))
        #expect(try folder.files("cache/running").isEmpty)
    }

    @Test(arguments: ["content/deep/state", "manifest", "content/extra"])
    func aDamagedCheckpointIsIgnored(file: String) throws {
        let folder = try TemporaryFolder()
        let key = try #require(try interrupted(folder, at: 7)["train"]?.key).hexadecimal
        let checkpoints = "cache/running/\(key)/state/checkpoints"
        let name = try #require(try FileReader.names(in: folder.path(checkpoints)).last)
        try folder.write("flipped\n3\n", to: "\(checkpoints)/\(name)/\(file)")
        let workshop = try Workshop(folder: folder)
        let summary = try workshop.run([.train()])
        #expect(summary.statuses == ["train ran"])
        #expect(try workshop.text(summary, "train") == ToyExecutor.trained(steps: 10))
    }

    @Test func onlyTheLatestCheckpointIsKept() throws {
        let folder = try TemporaryFolder()
        let checkpoints = StageCheckpoints(folder: folder.path("state"))
        for step in 1...12 {
            try checkpoints.save(name: "step-\(step)") { try writeText("\(step)", to: $0 + "/file") }
        }
        #expect(
            try folder.files("state") == [
                "checkpoints/12-step-12/content/file", "checkpoints/12-step-12/manifest",
            ])
        #expect(try checkpoints.latest()?.name == "step-12")
        #expect(throws: ToyFailure.self) {
            try checkpoints.save(name: "bad") { _ in throw ToyFailure(text: "") }
        }
        #expect(throws: EngineError.unusableName("../x")) { try checkpoints.save(name: "../x") { _ in } }
        #expect(try checkpoints.latest()?.name == "step-12")
    }

    @Test func shardsAddUp() throws {
        let folder = try TemporaryFolder()
        let stage = StageTask(name: "shards", kind: "shards", outputs: ["out"])
        let broken = try Workshop(folder: folder) { _, index in
            if index == 4 { throw ToyFailure(text: "power cut") }
        }
        let failed = try broken.run([stage])
        #expect(failed.statuses == ["shards failed"])
        let key = try #require(failed["shards"]?.key).hexadecimal
        try folder.write("contenT 2", to: "cache/running/\(key)/state/shards/shard-2-copy")
        let damaged = folder.path("cache/running/\(key)/state/shards/shard-2")
        try setContent("contenX 2", of: damaged, keepingTimes: FileStatus.following(damaged).stamp)

        let made = EventLog()
        let workshop = try Workshop(folder: folder) { _, index in made.add(.note(stage: "", "\(index)")) }
        let summary = try workshop.run([stage])
        #expect(summary.statuses == ["shards resumed"])
        let indexes = made.all.compactMap { if case .note(_, let text) = $0 { text } else { nil } }
        #expect(indexes == ["-1", "2", "4", "5"])
        let artifact = try workshop.engine.context.store.artifact(summary["shards"]!.outputs["out"]!)
        #expect(try artifact.files.map { try readText($0.path) } == (0..<6).map { "content \($0)" })
    }

    @Test func readingBackOnesOwnShardsIsNoResumption() throws {
        let workshop = try Workshop()
        #expect(
            try workshop.run([StageTask(name: "shards", kind: "shards", outputs: ["out"])]).statuses == [
                "shards ran"
            ])
    }

    @Test func savedStateGoesWhenTheKeyChanges() throws {
        let folder = try TemporaryFolder()
        let old = try #require(try interrupted(folder, at: 5)["train"]?.key).hexadecimal
        #expect(folder.exists("cache/running/\(old)/state"))
        let workshop = try Workshop(folder: folder)
        let summary = try workshop.run([.train(12)])
        #expect(summary.statuses == ["train ran"])
        #expect(try workshop.text(summary, "train") == ToyExecutor.trained(steps: 12))
        #expect(!folder.exists("cache/running/\(old)"))
    }

    @Test func aNeutralParameterDoesNotThrowTheStateAway() throws {
        let folder = try TemporaryFolder()
        _ = try interrupted(folder, at: 5)
        var stage = StageTask.train()
        stage.configuration["log_every"] = 100
        #expect(try Workshop(folder: folder).run([stage]).statuses == ["train resumed"])
    }

    @Test func aRunStoppedBeforeItBeginsComputesNothing() throws {
        let flag = CancellationFlag()
        flag.cancel()
        let workshop = try Workshop()
        let summary = try workshop.run(
            [.text("a", "x"), .upper("b", of: "a")], workshop.options(cancellation: flag))
        #expect(summary.status == .cancelled && summary.statuses == ["a skipped", "b skipped"])
        #expect(workshop.executor.executed.isEmpty)
    }
}
