import Foundation
import Testing
import Values

@testable import Engine

@Suite struct HealingTests {
    private let stages: [StageTask] = [.text("first", "hello"), .upper("second", of: "first")]

    @Test(arguments: ["first", "second"])
    func aDamagedObjectIsMadeAgain(stage: String) throws {
        let workshop = try Workshop()
        let summary = try workshop.run(stages)
        let path = workshop.objectPath(summary, stage)
        try setContent("XXXXX", of: path, keepingTimes: FileStatus.following(path).stamp)
        let again = try Workshop(folder: workshop.folder)
        let second = try again.run(stages)
        #expect(again.executor.executed == [stage])
        #expect(second.stages.map(\.outputs) == summary.stages.map(\.outputs))
        #expect(try again.text(second, "first") == "hello" && again.text(second, "second") == "HELLO")
    }

    @Test func aDeletedObjectIsMadeAgain() throws {
        let workshop = try Workshop()
        let summary = try workshop.run(stages)
        try LocalFileSystem().remove(workshop.objectPath(summary, "first"))
        #expect(try workshop.run(stages).statuses == ["first ran", "second cached"])
    }

    @Test func aDamagedFileInsideAFolderIsMadeAgain() throws {
        let workshop = try Workshop()
        let stages = [
            StageTask(name: "folder", kind: "folder", configuration: ["text": "x"], outputs: ["out"])
        ]
        let summary = try workshop.run(stages)
        let artifact = try workshop.engine.context.store.artifact(summary["folder"]!.outputs["out"]!)
        let path = try artifact.path(of: "deep/1.txt")
        try setContent("X", of: path, keepingTimes: FileStatus.following(path).stamp)
        #expect(try workshop.run(stages).statuses == ["folder ran"])
        #expect(try readText(path) == "file 1 of x")
        #expect(try workshop.run(stages).statuses == ["folder cached"])
    }

    @Test func damagedRecordsCountAsAbsent() throws {
        let workshop = try Workshop()
        let summary = try workshop.run(stages)
        let action = "cache/actions/" + summary["first"]!.key!.hexadecimal
        let text = try workshop.folder.text(action)
        try workshop.folder.write(text.replacingOccurrences(of: "\"size\":5", with: "\"size\":6"), to: action)
        #expect(try workshop.run(stages).statuses == ["first ran", "second cached"])
        try workshop.folder.write(String(text.prefix(100)), to: action)
        #expect(try workshop.run(stages).statuses == ["first ran", "second cached"])
        // A torn line in the history hides itself and nothing else.
        let before = try workshop.engine.history(scope: "recipe", stage: "first").count
        let history = try workshop.folder.text("cache/history/recipe")
        try workshop.folder.write(String(history.dropLast(20)), to: "cache/history/recipe")
        let later = try Workshop(folder: workshop.folder)
        #expect(try later.engine.history(scope: "recipe", stage: "first").count == before - 1)
        try later.run([.text("first", "new")])
        let latest = try Workshop(folder: workshop.folder)
        #expect(try latest.engine.history(scope: "recipe", stage: "first").count == before + 1)
    }

    @Test func aManifestThatLiesIsNotBelieved() throws {
        let workshop = try Workshop()
        let stages = [
            StageTask(name: "folder", kind: "folder", configuration: ["text": "x"], outputs: ["out"])
        ]
        let summary = try workshop.run(stages)
        let context = workshop.engine.context
        var record = try #require(try context.actions.record(of: summary["folder"]!.key!))
        let evil = TreeManifest(files: ["../../escape": .init(digest: Digest(of: Data()), size: 0)])
        record.outputs["out"]!.digest = try context.store.store(evil.data)
        try context.actions.store(record)
        #expect(try workshop.run(stages, workshop.options(shows: true)).statuses == ["folder ran"])
        #expect(try workshop.folder.files("outputs").allSatisfy { !$0.contains("escape") })
    }
}
