import Foundation
import Testing
import Values

@testable import Engine

@Suite struct OutputPresenterTests {
    private let workshop: Workshop
    private var folder: TemporaryFolder { workshop.folder }

    init() throws { workshop = try Workshop() }

    private func stages(_ text: String = "x", count: Int64 = 3) -> [StageTask] {
        [
            .text("text", text),
            StageTask(
                name: "folder", kind: "folder",
                configuration: ["text": .string(text), "count": .integer(count)],
                outputs: ["out"]),
        ]
    }

    @discardableResult
    private func run(_ stages: [StageTask], log: EventLog? = nil) throws -> RunSummary {
        try workshop.run(stages, workshop.options(shows: true), log: log)
    }

    private func shown() throws -> [String] {
        try folder.files("outputs/recipe").filter { !$0.hasPrefix(".tweed/") }
    }

    @Test func resultsLieWhereAPersonLooks() throws {
        let summary = try run(stages())
        #expect(summary["folder"]?.presentedAt == folder.path("outputs/recipe/folder"))
        #expect(
            try shown() == [
                "folder/0.txt", "folder/2.txt", "folder/deep/1.txt", "folder/tool.sh", "text/out",
            ])
        #expect(try folder.text("outputs/recipe/folder/deep/1.txt") == "file 1 of x")
        #expect(try FileStatus.read(folder.path("outputs/recipe/text/out"))?.permissions == 0o444)
        #expect(try FileStatus.read(folder.path("outputs/recipe/folder/tool.sh"))?.permissions == 0o555)
        let before = try FileStatus.read(folder.path("outputs/recipe/folder"))
        #expect(try run(stages()).stages.allSatisfy { $0.status == .cached })
        #expect(try FileStatus.read(folder.path("outputs/recipe/folder")) == before)
    }

    @Test func severalOutputsStandByName() throws {
        let presenter = OutputPresenter(folder: folder.path("outputs"), store: workshop.engine.context.store)
        let outputs = try run(stages()).stages.map { $0.outputs["out"]! }
        _ = try presenter.present(["words": outputs[0], "images": outputs[1]], scope: "other", stage: "both")
        #expect(
            try folder.files("outputs/other/both")
                == ["images/0.txt", "images/2.txt", "images/deep/1.txt", "images/tool.sh", "words"])
    }

    @Test func aNewResultReplacesTheOldOneWhole() throws {
        try run(stages(count: 5))
        try run(stages("y", count: 1))
        #expect(try shown() == ["folder/0.txt", "folder/tool.sh", "text/out"])
        #expect(try folder.text("outputs/recipe/folder/0.txt") == "file 0 of y")
        try run(stages(count: 5))
        #expect(try folder.text("outputs/recipe/folder/0.txt") == "file 0 of x")
        #expect(try folder.files("outputs/recipe/.tweed/new").isEmpty)
    }

    @Test func whatAPersonEditedIsMovedAsideAndNotLost() throws {
        try run(stages())
        let edited = folder.path("outputs/recipe/folder/0.txt")
        try LocalFileSystem().remove(edited)
        try writeText("my own", to: edited)
        let log = EventLog()
        try run(stages(), log: log)
        #expect(try folder.text("outputs/recipe/folder/0.txt") == "file 0 of x")
        #expect(try folder.text("outputs/recipe/folder.edited-1/0.txt") == "my own")
        let kept = log.all.compactMap { if case .keptAside(_, let path) = $0 { path } else { nil } }
        #expect(kept == [folder.path("outputs/recipe/folder.edited-1")])
        // An added file does no harm as long as the result stays; with a new result it is moved aside.
        try folder.write("note", to: "outputs/recipe/folder/note.txt")
        #expect(try run(stages()).status == .succeeded)
        #expect(folder.exists("outputs/recipe/folder/note.txt"))
        try run(stages("y"))
        #expect(try folder.text("outputs/recipe/folder.edited-2/note.txt") == "note")
    }

    @Test func tamperingThroughASharedNameIsNoticedAndHealed() throws {
        try run(stages())
        let path = folder.path("outputs/recipe/text/out")
        let stamp = try FileStatus.following(path).stamp
        try setContent("Y", of: path, keepingTimes: stamp)
        var touched = stamp
        touched.modified += 1_000_000_000
        try setContent("Y", of: path, keepingTimes: touched)
        let summary = try run(stages())
        #expect(try workshop.text(summary, "text") == "x")
        #expect(try folder.text("outputs/recipe/text/out") == "x")
    }

    @Test func aDeletedFileComesBack() throws {
        try run(stages())
        try LocalFileSystem().remove(folder.path("outputs/recipe/folder/deep"))
        try run(stages())
        #expect(try folder.text("outputs/recipe/folder/deep/1.txt") == "file 1 of x")
        try LocalFileSystem().remove(folder.path("outputs"))
        try run(stages())
        #expect(try shown().count == 5)
    }

    @Test func whatNoRunPutThereIsLeftAlone() throws {
        try folder.write("mine", to: "outputs/recipe/text/mine")
        let summary = try run(stages())
        let error = summary["text"]?.presentationError as? EngineError
        #expect(summary.status == .failed && summary["text"]?.status == .ran)
        #expect(
            error?.description
                == "results go to \(folder.path("outputs/recipe/text")), but what stands there was not "
                + "put there by a run; move it away")
        #expect(try folder.text("outputs/recipe/text/mine") == "mine")
    }

    @Test(arguments: ["outputs", "outputs/recipe", "outputs/recipe/text"])
    func aLinkIsNotFollowed(place: String) throws {
        try folder.write("precious", to: "elsewhere/text/precious")
        try LocalFileSystem().makeFolder(Paths.parent(of: folder.path(place)))
        try FileManager.default.createSymbolicLink(
            atPath: folder.path(place), withDestinationPath: folder.path("elsewhere"))
        let expected = EngineError.outputsLink(path: folder.path(place))
        if place == "outputs/recipe/text" {
            #expect(try run(stages())["text"]?.presentationError as? EngineError == expected)
        } else {
            #expect(throws: expected) { try run(stages()) }
            #expect(workshop.executor.executed.isEmpty)
        }
        #expect(try folder.files("elsewhere") == ["text/precious"])
    }

    @Test func anUnwritableFolderIsSaidBeforeAnythingRuns() throws {
        try folder.write("in the way", to: "outputs")
        #expect(throws: EngineError.outputInTheWay(path: folder.path("outputs"))) { try run(stages()) }
        let faulty = FaultyFileSystem(.operation(.write), code: 13)
        let presenter = OutputPresenter(
            folder: folder.path("other"), store: workshop.engine.context.store, fileSystem: faulty)
        let error = #expect(throws: EngineError.self) { try presenter.prepare(scope: "recipe") }
        #expect(
            error?.description
                == "cannot write results to \(folder.path("other/recipe")): Permission denied; "
                + "make the folder writable or choose another one for the outputs")
        #expect(workshop.executor.executed.isEmpty)
    }
}
