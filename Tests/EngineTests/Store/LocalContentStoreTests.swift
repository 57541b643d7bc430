import Foundation
import Testing

@testable import Engine

@Suite struct LocalContentStoreTests {
    private let folder: TemporaryFolder
    private let store: LocalContentStore
    private let stamps: StatCache

    init() throws {
        folder = try TemporaryFolder()
        stamps = StatCache(path: folder.path("stat-cache"), fileSystem: LocalFileSystem())
        store = LocalContentStore(root: folder.path, fileSystem: LocalFileSystem(), stamps: stamps)
    }

    @Test func whatIsStoredCanBeReadAndIsReadOnly() throws {
        let digest = try store.store(Data("abc".utf8))
        let path = try store.path(of: digest)
        #expect(path.hasSuffix("objects/ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
        #expect(try readText(path) == "abc")
        #expect(try FileStatus.read(path)?.permissions == 0o444)
        #expect(try store.store(Data("abc".utf8)) == digest)
        #expect(try folder.files("temporary").isEmpty)
    }

    @Test(arguments: ["abX", "ab", ""])
    func aDamagedObjectIsAbsentAndMovedAway(content: String) throws {
        let digest = try store.store(Data("abc".utf8))
        let path = try store.path(of: digest)
        try setContent(content, of: path, keepingTimes: try #require(try FileStatus.read(path)).stamp)
        if content.count < 3 { truncate(path, content.count) }
        #expect(throws: EngineError.missingObject(digest)) { try store.path(of: digest) }
        #expect(try store.holds(digest, size: 3) == false)
        #expect(try folder.files("damaged").count == 1)
        #expect(try store.store(Data("abc".utf8)) == digest)
        #expect(try readText(store.path(of: digest)) == "abc")
    }

    @Test func anObjectThatWasNeverHashedHereIsHashedBeforeItCounts() throws {
        let digest = Digest(of: Data("abc".utf8))
        try folder.write("abX", to: "objects/ba/" + digest.hexadecimal.dropFirst(2))
        #expect(try store.holds(digest, size: 3) == false)
        try folder.write("abc", to: "objects/ba/" + digest.hexadecimal.dropFirst(2))
        #expect(try store.holds(digest, size: 3))
    }

    @Test func adoptionMovesAndHeals() throws {
        let digest = try store.store(Data("abc".utf8))
        let path = try store.path(of: digest)
        try setContent("abX", of: path, keepingTimes: try #require(try FileStatus.read(path)).stamp)
        try store.adopt([AdoptedFile(path: try folder.write("abc", to: "new"), digest: digest)])
        #expect(!folder.exists("new"))
        #expect(try readText(store.path(of: digest)) == "abc")
    }

    @Test func manyFilesAtOnce() throws {
        let files = try (0..<300).map { index in
            let path = try folder.write("content \(index)", to: "many/\(index)")
            return AdoptedFile(path: path, digest: Digest(of: Data("content \(index)".utf8)))
        }
        try store.adopt(files)
        for file in files { #expect(try store.holds(file.digest, size: nil)) }
        #expect(try folder.files("many").isEmpty)
    }

    @Test func placingSharesOrCopiesAndKeepsTheObjectKnown() throws {
        let digest = try store.store(Data("abc".utf8))
        try store.place(digest, at: folder.path("plain"), isExecutable: false)
        try store.place(digest, at: folder.path("tool"), isExecutable: true)
        #expect(try folder.text("plain") == "abc")
        #expect(try FileStatus.read(folder.path("plain"))?.permissions == 0o444)
        #expect(try FileStatus.read(folder.path("tool"))?.permissions == 0o555)
        let object = try #require(try FileStatus.read(store.objectPath(digest)))
        #expect(object.permissions == 0o444)
        #expect(stamps.known(store.objectPath(digest), stamp: object.stamp) == digest)
    }

    @Test func aFullDiskLeavesNothingHalfWritten() throws {
        for fault in 0..<8 {
            let faulty = FaultyFileSystem(.once(fault))
            let store = LocalContentStore(root: folder.path, fileSystem: faulty, stamps: stamps)
            let data = Data("content for \(fault)".utf8)
            _ = try? store.store(data)
            if try self.store.holds(Digest(of: data), size: nil) {
                #expect(try self.store.data(of: Digest(of: data), maximumBytes: 100) == data)
            }
            #expect(!folder.exists("damaged"))
        }
    }
}
