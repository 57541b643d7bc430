import Foundation
import Testing
import Values

@testable import Engine

/// Where results cannot be shown by a second name or by shared blocks, they are copied.
@Suite struct OtherFileSystemTests {
    private let stages: [StageTask] = [
        .train(4),
        StageTask(
            name: "folder", kind: "folder", configuration: ["text": "x", "count": 3], outputs: ["out"]),
        StageTask(name: "shards", kind: "shards", configuration: ["count": 2], outputs: ["out"]),
    ]

    /// What is shown has the right bytes, is read-only, and is left alone by the next run.
    private func check(_ engine: Engine, outputs: String, objects: String) throws {
        let graph = try StageGraph(stages)
        let options = RunOptions(scope: "recipe", outputsFolder: outputs)
        #expect(try engine.run(graph, options: options).status == .succeeded)
        let own = Set(
            try FolderScanner(links: .refused).files(in: objects).map(\.status.stamp.inode))
        func shown() throws -> [ScannedFile] {
            try FolderScanner(links: .refused, ignored: [".tweed"]).files(in: outputs + "/recipe")
        }
        let files = try shown()
        #expect(
            files.map(\.relativePath) == [
                "folder/0.txt", "folder/2.txt", "folder/deep/1.txt", "folder/tool.sh", "shards/shard-0",
                "shards/shard-1", "train/out",
            ])
        #expect(files.allSatisfy { $0.status.permissions & 0o222 == 0 })
        #expect(files.allSatisfy { !own.contains($0.status.stamp.inode) })
        #expect(try readText(outputs + "/recipe/train/out") == ToyExecutor.trained(steps: 4))
        #expect(try readText(outputs + "/recipe/folder/deep/1.txt") == "file 1 of x")
        let again = try engine.run(graph, options: options)
        #expect(again.stages.allSatisfy { $0.status == .cached })
        #expect(try shown().map(\.status.stamp) == files.map(\.status.stamp))
    }

    @Test(.enabled(if: Mount.isPossible, Comment(rawValue: Mount.why)))
    func aCacheOnAnotherFileSystem() throws {
        let folder = try TemporaryFolder()
        let mount = try Mount(in: folder, kilobytes: 1_024)
        let engine = try Engine(cacheFolder: mount.path + "/cache", executor: ToyExecutor())
        try check(engine, outputs: folder.path("outputs"), objects: mount.path + "/cache/objects")
    }

    @Test(.enabled(if: Mount.isPossible, Comment(rawValue: Mount.why)))
    func outputsOnAnotherFileSystem() throws {
        let folder = try TemporaryFolder()
        let mount = try Mount(in: folder, kilobytes: 1_024)
        let engine = try Engine(cacheFolder: folder.path("cache"), executor: ToyExecutor())
        try check(engine, outputs: mount.path, objects: folder.path("cache/objects"))
    }

    /// As on FAT and on some network shares: neither links nor shared blocks nor swapping.
    @Test func aFileSystemThatCanOnlyCopyAndRename() throws {
        let folder = try TemporaryFolder()
        let fileSystem = FaultyFileSystem(.operations([.link, .clone]), code: EPERM)
        let engine = try Engine(
            cacheFolder: folder.path("cache"), executor: ToyExecutor(), fileSystem: fileSystem)
        try check(engine, outputs: folder.path("outputs"), objects: folder.path("cache/objects"))
    }
}
