import Foundation
import Testing
import Values

@testable import Engine

@Suite struct ExternalInputTests {
    private func stage(_ source: StageInput) -> [StageTask] { [.unary("read", "upper", source)] }

    @Test func aFileCountsByItsContent() throws {
        let workshop = try Workshop()
        let path = try workshop.folder.write("abc", to: "data.txt")
        #expect(try workshop.run(stage(.file(path: path))).statuses == ["read ran"])
        // A new time stamp is no new content; another path neither.
        try workshop.folder.write("abc", to: "data.txt")
        #expect(try workshop.run(stage(.file(path: path))).statuses == ["read cached"])
        let copy = try workshop.folder.write("abc", to: "elsewhere/copy.txt")
        #expect(try workshop.run(stage(.file(path: copy))).statuses == ["read cached"])
        try workshop.folder.write("abd", to: "data.txt")
        let summary = try workshop.run(stage(.file(path: path)))
        #expect(summary.statuses == ["read ran"])
        #expect(try workshop.text(summary, "read") == "ABD")
    }

    @Test func anEditThatHidesItselfIsNoticed() throws {
        let workshop = try Workshop()
        let path = try workshop.folder.write("abc", to: "data.txt")
        usleep(150_000)
        try workshop.run(stage(.file(path: path)))
        let stamp = try FileStatus.following(path).stamp
        try setContent("abd", of: path, keepingTimes: stamp)
        let summary = try workshop.run(stage(.file(path: path)))
        #expect(summary.statuses == ["read ran"])
        #expect(try workshop.text(summary, "read") == "ABD")
    }

    @Test func aFolderCountsByNamesAndContents() throws {
        let workshop = try Workshop()
        try workshop.folder.write("a", to: "data/a.txt")
        try workshop.folder.write("b", to: "data/deep/b.txt")
        let stages = stage(.folder(path: workshop.folder.path("data")))
        let summary = try workshop.run(stages)
        #expect(try workshop.text(summary, "read") == "AB")
        try workshop.folder.write("", to: "data/.DS_Store")
        #expect(try workshop.run(stages).statuses == ["read cached"])
        try FileManager.default.moveItem(
            atPath: workshop.folder.path("data/a.txt"), toPath: workshop.folder.path("data/z.txt"))
        #expect(try workshop.text(try workshop.run(stages), "read") == "BA")
    }

    @Test func whatIsMissingOrOfTheWrongKindIsSaid() throws {
        let workshop = try Workshop()
        try workshop.folder.write("a", to: "data/a.txt")
        let cases: [(StageInput, String)] = [
            (
                .file(path: workshop.folder.path("no.txt")),
                "stage read: input in: cannot read no.txt: No such file or directory"
            ),
            (
                .file(path: workshop.folder.path("data")),
                "stage read: input in: data is a folder, where a file is expected"
            ),
            (
                .folder(path: workshop.folder.path("data/a.txt")),
                "stage read: input in: data/a.txt is a file, where a folder is expected"
            ),
        ]
        for (source, message) in cases {
            let error = try workshop.run(stage(source))["read"]?.error as? EngineError
            #expect(error?.description == message)
        }
    }

    @Test func linksMayNotLeaveTheFolderUnlessAllowed() throws {
        let folder = try TemporaryFolder()
        try folder.write("secret", to: "outside/secret")
        try folder.write("fine", to: "data/real.txt")
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.path("data/inside"), withDestinationPath: "real.txt")
        let stages = stage(.folder(path: folder.path("data")))
        let workshop = try Workshop(folder: folder)
        #expect(try workshop.text(try workshop.run(stages), "read") == "FINEFINE")
        try manager.createSymbolicLink(
            atPath: folder.path("data/out"), withDestinationPath: folder.path("outside/secret"))
        #expect(
            try workshop.run(stages)["read"]?.error as? EngineError
                == .linkLeavesFolder(path: folder.path("data/out"), target: folder.path("outside/secret")))
        let executor = ToyExecutor()
        let engine = try Engine(
            cacheFolder: folder.path("cache"), executor: executor, readableFolders: [folder.path("outside")])
        #expect(try engine.run(StageGraph(stages), options: workshop.options()).statuses == ["read ran"])
    }

    @Test func anInputThatChangesMeanwhileSpoilsTheResult() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("abc", to: "data.txt")
        let workshop = try Workshop(folder: folder) { _, _ in try writeText("changed", to: path) }
        let summary = try workshop.run(stage(.file(path: path)))
        #expect(
            summary["read"]?.error as? EngineError
                == .inputChangedWhileRunning(stage: "read", binding: "in", path: path))
        #expect(!workshop.folder.exists("cache/actions"))
    }
}
