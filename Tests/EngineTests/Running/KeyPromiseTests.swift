import Foundation
import Testing
import Values

@testable import Engine

/// What must not cost a computation: none of it is in a key.
@Suite struct KeyPromiseTests {
    private func stages(_ folder: TemporaryFolder, train: String = "train") -> [StageTask] {
        [
            .unary("read", "upper", .file(path: folder.path("data.txt"))), .train(name: train),
            StageTask(
                name: "all", kind: "join",
                inputs: [
                    "a": .output(stage: "read", output: "out"), "b": .output(stage: train, output: "out"),
                ], outputs: ["out"]),
        ]
    }

    @Test func anotherNameMissesNothing() throws {
        let workshop = try Workshop()
        try workshop.folder.write("abc", to: "data.txt")
        try workshop.run(stages(workshop.folder))
        let renamed = try workshop.run(stages(workshop.folder, train: "exercise"))
        #expect(renamed.statuses == ["read cached", "exercise cached", "all cached"])
    }

    @Test func anotherPlaceMissesNothing() throws {
        let elsewhere = try TemporaryFolder()
        let workshop = try Workshop()
        try workshop.folder.write("abc", to: "data.txt")
        try workshop.run(stages(workshop.folder), workshop.options(shows: true))
        for name in ["cache", "outputs", "data.txt"] {
            try FileManager.default.moveItem(
                atPath: workshop.folder.path(name), toPath: elsewhere.path(name))
        }
        let moved = try Workshop(folder: elsewhere)
        let summary = try moved.run(stages(elsewhere), moved.options(shows: true))
        #expect(summary.stages.allSatisfy { $0.status == .cached })
        #expect(moved.executor.executed.isEmpty)
    }

    @Test func aParameterTakenBackIsFoundAgain() throws {
        let workshop = try Workshop()
        for (steps, status) in [(10, "ran"), (11, "ran"), (10, "cached"), (11, "cached")] as [(Int64, String)]
        {
            #expect(try workshop.run([.train(steps)]).statuses == ["train \(status)"])
        }
    }

    @Test func aNeutralParameterIsOutsideOfTheKey() throws {
        let workshop = try Workshop()
        var stage = StageTask.train()
        try workshop.run([stage])
        stage.configuration = ["steps": 10, "log_every": 7]
        #expect(try workshop.run([stage]).statuses == ["train cached"])
        stage.resources = StageResources(cores: 3, memoryMegabytes: 7)
        #expect(try workshop.run([stage]).statuses == ["train cached"])
    }

    /// That a parameter is extendable does not take it out of the key.
    @Test func anExtendableParameterIsInTheKey() throws {
        let workshop = try Workshop()
        var stage = StageTask.train()
        stage.extendable = ["steps"]
        try workshop.run([stage])
        #expect(try workshop.run([.train()]).statuses == ["train cached"])
        stage.configuration = ["steps": 11, "log_every": 1]
        #expect(try workshop.run([stage]).statuses == ["train ran"])
    }
}
