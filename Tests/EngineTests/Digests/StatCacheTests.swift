import Foundation
import Testing

@testable import Engine

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

@Suite struct StatCacheTests {
    private func cache(_ folder: TemporaryFolder) -> StatCache {
        StatCache(path: folder.path("stat-cache"), fileSystem: LocalFileSystem())
    }

    @Test func rememberedAcrossProcesses() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("abc", to: "a file with spaces")
        usleep(150_000)
        let first = cache(folder)
        let (digest, stamp) = try first.digest(ofFileAt: path)
        first.flush()
        #expect(cache(folder).known(path, stamp: stamp) == digest)
        #expect(digest == Digest(of: Data("abc".utf8)))
    }

    @Test func anEditWithTheSameSizeAndARestoredTimeIsNoticed() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("abc", to: "file")
        usleep(150_000)
        let cache = cache(folder)
        let before = try cache.digest(ofFileAt: path)
        try setContent("abd", of: path, keepingTimes: before.stamp)
        let after = try cache.digest(ofFileAt: path)
        #expect(after.stamp.modified == before.stamp.modified)
        #expect(after.digest == Digest(of: Data("abd".utf8)))
    }

    @Test func aFileThatChangedAnInstantAgoIsNotTrustedYet() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("abc", to: "file")
        let cache = cache(folder)
        let (_, stamp) = try cache.digest(ofFileAt: path)
        #expect(cache.known(path, stamp: stamp) == nil)
    }

    @Test func tornAndForeignLinesAreIgnored() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("abc", to: "file")
        usleep(150_000)
        let first = cache(folder)
        let (digest, stamp) = try first.digest(ofFileAt: path)
        first.flush()
        let text = try folder.text("stat-cache")
        try folder.write("garbage\n" + text.dropLast(3), to: "stat-cache")
        #expect(cache(folder).known(path, stamp: stamp) == nil)
        try folder.write("garbage\n\u{0}\n" + text, to: "stat-cache")
        #expect(cache(folder).known(path, stamp: stamp) == digest)
    }

    @Test func aPipeIsRefusedInsteadOfHanging() throws {
        let folder = try TemporaryFolder()
        mkfifo(folder.path("pipe"), 0o600)
        #expect(throws: EngineError.unsupportedFile(path: folder.path("pipe"), kind: .other)) {
            try FolderScanner(links: .refused).files(in: folder.path)
        }
    }
}

/// Edits a file in place and puts its time stamp back, as an archiver or a careful cheat would.
func setContent(_ text: String, of path: String, keepingTimes stamp: FileStamp) throws {
    chmod(path, 0o644)
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    try handle.write(contentsOf: Data(text.utf8))
    try handle.close()
    let time = timespec(
        tv_sec: Int(stamp.modified / 1_000_000_000), tv_nsec: Int(stamp.modified % 1_000_000_000))
    utimensat(AT_FDCWD, path, [time, time], 0)
}
