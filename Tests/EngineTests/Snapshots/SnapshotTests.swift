import Foundation
import Testing
import Values

@testable import Engine

/// "Nothing changed" may be said only when it is so.
@Suite struct SnapshotTests {
    private let workshop: Workshop
    private let name = Digest(of: Data("what was asked for".utf8))
    private let conditions = ["program 1", "project"]

    init() throws {
        workshop = try Workshop()
        try workshop.folder.write("abc", to: "data/a.txt")
        try LocalFileSystem().makeFolder(workshop.folder.path("data/empty"))
        try workshop.folder.write("one", to: "file.txt")
        try FileManager.default.createSymbolicLink(
            atPath: workshop.folder.path("link.txt"), withDestinationPath: "file.txt")
        try workshop.folder.write("{}", to: "recipe.json")
        // What a run reads must have rested before it begins.
        Thread.sleep(forTimeInterval: 0.15)
    }

    private var stages: [StageTask] {
        [
            .unary("copy", "upper", .file(path: workshop.folder.path("file.txt"))),
            .unary("names", "join", .folder(path: workshop.folder.path("data"))),
            .upper("second", of: "copy"),
        ]
    }

    /// Runs, remembers, and gives the store that answers for the next run.
    @discardableResult
    private func remembered(_ conditions: [String]? = nil) throws -> RunSummary {
        let began = RunClock.now()
        let options = workshop.options(shows: true)
        let summary = try workshop.run(stages, options)
        workshop.engine.remember(
            summary, options: options, name: name, conditions: conditions ?? self.conditions,
            consulted: [workshop.folder.path("recipe.json"), workshop.folder.path("link.txt")],
            products: [], began: began)
        return summary
    }

    private func unchanged(_ conditions: [String]? = nil) -> RunSnapshot? {
        SnapshotStore(cacheFolder: workshop.folder.path("cache"))
            .unchanged(name, conditions ?? self.conditions)
    }

    @Test func nothingChanged() throws {
        let summary = try remembered()
        let snapshot = try #require(unchanged())
        let again = RunSummary(snapshot, seconds: 0)
        #expect(again.status == .succeeded)
        #expect(again.statuses == ["copy cached", "names cached", "second cached"])
        for (before, after) in zip(summary.stages, again.stages) {
            #expect(before.outputs == after.outputs)
            #expect(before.key == after.key)
            #expect(before.presentedAt == after.presentedAt)
        }
        #expect(unchanged(["program 2", "project"]) == nil)
        #expect(unchanged(["program 1"]) == nil)
        #expect(unchanged(conditions + ["more"]) == nil)
    }

    /// Every way of changing something, and what a run makes of it then.
    @Test(arguments: [
        "edit with same size and time", "recipe", "link", "new file", "new file in an empty folder",
        "removed file", "shown edited", "shown removed", "object flipped with same time", "object removed",
        "snapshot flipped", "snapshot cut",
    ])
    func somethingChanged(_ what: String) throws {
        let summary = try remembered()
        #expect(unchanged() != nil)
        let folder = workshop.folder
        switch what {
        case "edit with same size and time":
            try keepingTimes(of: folder.path("file.txt")) { try overwrite($0, "two") }
        case "recipe": try keepingTimes(of: folder.path("recipe.json")) { try overwrite($0, "[]") }
        case "link":
            try folder.write("one", to: "other.txt")
            try FileManager.default.removeItem(atPath: folder.path("link.txt"))
            try FileManager.default.createSymbolicLink(
                atPath: folder.path("link.txt"), withDestinationPath: "other.txt")
        case "new file": try folder.write("", to: "data/b.txt")
        case "new file in an empty folder": try folder.write("", to: "data/empty/b.txt")
        case "removed file": try FileManager.default.removeItem(atPath: folder.path("data/a.txt"))
        case "shown edited":
            let shown = try #require(summary["copy"]?.presentedAt) + "/out"
            try FileManager.default.removeItem(atPath: shown)
            try writeText("ONE", to: shown)
        case "shown removed":
            try FileManager.default.removeItem(atPath: try #require(summary["copy"]?.presentedAt))
        case "object flipped with same time":
            try keepingTimes(of: workshop.objectPath(summary, "second")) { try overwrite($0, "ONF") }
        case "object removed":
            try FileManager.default.removeItem(atPath: workshop.objectPath(summary, "copy"))
        case "snapshot flipped":
            let path = folder.path("cache/snapshots/\(name.hexadecimal)")
            var data = try Data(contentsOf: URL(fileURLWithPath: path))
            data[data.count - 5] ^= 1
            try data.write(to: URL(fileURLWithPath: path))
        default:
            let path = folder.path("cache/snapshots/\(name.hexadecimal)")
            let data = try Data(contentsOf: URL(fileURLWithPath: path))
            try data.prefix(data.count / 2).write(to: URL(fileURLWithPath: path))
        }
        #expect(unchanged() == nil)
    }

    @Test func aCollectionTakesSnapshots() throws {
        try remembered()
        _ = try workshop.engine.collectGarbage(GarbagePolicy(isDryRun: true))
        #expect(unchanged() != nil)
        _ = try workshop.engine.collectGarbage(GarbagePolicy())
        #expect(unchanged() == nil)
        #expect(try remembered().statuses == ["copy cached", "names cached", "second cached"])
        #expect(unchanged() != nil)
    }

    /// A snapshot whose digest is right may still say what no run says.
    @Test(arguments: [
        ("N\tscope", true), ("N\t../scope", false), ("N\ta/b", false), ("N\tscope\0R\tno-run", false),
        ("N\tscope\0O\tmore\tfile\t-1\tDIGEST", false),
        ("N\tscope\0O\tmore\tfile\t1125899906842624\tDIGEST", false), ("X\tunknown", false),
    ])
    func whatNoRunSaysIsRefused(line: String, isFine: Bool) {
        let digest = Digest(of: Data()).hexadecimal
        let stage = "S\ta\tk\t\(digest)\t\0O\tout\tfile\t3\t\(digest)\0"
        let text =
            "F\t\(SnapshotText.format)\0C\tone\0" + stage
            + line.replacingOccurrences(of: "DIGEST", with: digest) + "\0"
        let body = Data(text.utf8)
        let sealed = Data(Digest(of: body).hexadecimal.utf8) + body
        #expect((SnapshotText.unchanged(sealed, conditions: ["one"]) != nil) == isFine)
    }

    @Test func whatChangedDuringTheRunIsNotTrusted() throws {
        let began = RunClock.now()
        let options = workshop.options(shows: true)
        let summary = try workshop.run(stages, options)
        try overwrite(workshop.folder.path("recipe.json"), "[]")
        workshop.engine.remember(
            summary, options: options, name: name, conditions: conditions,
            consulted: [workshop.folder.path("recipe.json")], products: [], began: began)
        #expect(unchanged() == nil)
    }

    @Test func aFailedRunLeavesNothing() throws {
        let workshop = try Workshop { _, _ in throw ToyFailure(text: "no") }
        let options = workshop.options()
        let summary = try workshop.run([.text("a", "x")], options)
        workshop.engine.remember(
            summary, options: options, name: name, conditions: conditions, consulted: [], products: [],
            began: .now())
        #expect(!workshop.folder.exists("cache/snapshots"))
    }

    /// Writes into the same file, as an editor that keeps the inode.
    private func overwrite(_ path: String, _ text: String) throws {
        chmod(path, 0o644)
        let handle = try #require(FileHandle(forWritingAtPath: path))
        try handle.truncate(atOffset: 0)
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    private func keepingTimes(of path: String, _ change: (String) throws -> Void) throws {
        var status = stat()
        #expect(stat(path, &status) == 0)
        try change(path)
        #if canImport(Darwin)
            var times = [status.st_atimespec, status.st_mtimespec]
        #else
            var times = [status.st_atim, status.st_mtim]
        #endif
        #expect(utimensat(AT_FDCWD, path, &times, 0) == 0)
    }
}
