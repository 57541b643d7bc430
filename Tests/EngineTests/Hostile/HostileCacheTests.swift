import Foundation
import Testing
import Values

@testable import Engine

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A cache folder in which something else stands than a run put there.
@Suite struct HostileCacheTests {
    private let stages: [StageTask] = [.text("first", "abc")]

    /// Nobody waits for a pipe, follows a link, or takes a folder for an object.
    @Test(arguments: ["pipe", "link", "folder"]) func objectsThatAreNoFilesAreMadeAgain(kind: String) throws {
        let workshop = try Workshop()
        let first = try workshop.run(stages)
        let path = workshop.objectPath(first, "first")
        let secret = try workshop.folder.write("abc", to: "secret")
        try FileManager.default.removeItem(atPath: path)
        switch kind {
        case "pipe": #expect(mkfifo(path, 0o600) == 0)
        case "link": #expect(symlink(secret, path) == 0)
        default: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        }
        let second = try workshop.run(stages)
        #expect(second.statuses == ["first ran"])
        #expect(try FileStatus.read(path)?.kind == .file)
        #expect(try workshop.text(second, "first") == "abc")
        #expect(try workshop.folder.text("secret") == "abc")
    }

    /// A record that is no file, or far too large, ends in an error or a new result, and at once.
    @Test(arguments: ["pipe", "link", "huge"]) func recordsThatAreNoRecords(kind: String) throws {
        let workshop = try Workshop()
        let first = try workshop.run(stages)
        let key = try #require(first["first"]?.key)
        let path = workshop.folder.path("cache/actions/\(key.hexadecimal)")
        let copy = try workshop.folder.write(readText(path), to: "copy")
        try FileManager.default.removeItem(atPath: path)
        switch kind {
        case "pipe": #expect(mkfifo(path, 0o600) == 0)
        case "link": #expect(symlink(copy, path) == 0)
        default:
            try workshop.folder.write("", to: "cache/actions/\(key.hexadecimal)")
            #expect(truncate(path, 1 << 32) == 0)
        }
        let clock = ContinuousClock()
        let started = clock.now
        let summary = try? workshop.run(stages)
        #expect(started.duration(to: clock.now) < .seconds(10))
        #expect(summary?["first"]?.status != .cached)
    }

    /// The rest of such a name would be a line of its own, about a file that somebody else chose.
    @Test func aNameWithANewlineForgesNoStamp() throws {
        let folder = try TemporaryFolder()
        let digest = Digest(of: Data("good".utf8))
        let stamp = FileStamp(size: 3, modified: 5, changed: 7, inode: 11)
        let forged = "x\n\(Digest(of: Data("evil".utf8)).hexadecimal) 3 5 7 11 7 /victim"
        let cache = StatCache(path: folder.path("stat-cache"), fileSystem: LocalFileSystem())
        cache.record(forged, stamp: stamp, digest: digest)
        cache.record("/other", stamp: stamp, digest: digest)
        cache.flush()
        let again = StatCache(path: folder.path("stat-cache"), fileSystem: LocalFileSystem())
        #expect(again.known("/victim", stamp: stamp) == nil)
        #expect(again.known("/other", stamp: stamp) == digest)
    }

    @Test func inputFoldersWithImpossibleNamesAreRefused() throws {
        let workshop = try Workshop()
        for name in ["a\nb", "a\u{1B}[2Jb"] {
            let path = try workshop.folder.write("x", to: "data/" + name)
            let summary = try workshop.run([
                .unary("read", "upper", .folder(path: workshop.folder.path("data")))
            ])
            #expect(summary.statuses == ["read failed"])
            let message = summary["read"]?.error.map { "\($0)" } ?? ""
            #expect(message.contains("control characters") && message.contains(workshop.folder.path("data")))
            try FileManager.default.removeItem(atPath: path)
        }
    }

    @Test func namesOfStagesOutputsAndScopesAreChecked() {
        for name in ["a\nb", "a\u{0}", "..", "../x", "/x", "", ".x", "a/b", "\u{1B}c"] {
            #expect(throws: EngineError.self) { try StageGraph([.text(name, "x")]) }
            let output = StageTask(name: "a", kind: "text", configuration: ["text": "x"], outputs: [name])
            #expect(throws: EngineError.self) { try StageGraph([output]) }
        }
    }

    @Test func foldersAreComparedByBytes() {
        #expect(Paths.isInside("/a/b", "/a"))
        #expect(Paths.isInside("/a", "/a"))
        #expect(!Paths.isInside("/ab", "/a"))
        // One text in two spellings, and two folders.
        #expect(!Paths.isInside("/e\u{301}/x", "/\u{E9}"))
    }
}
