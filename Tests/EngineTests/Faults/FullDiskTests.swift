import Foundation
import Testing
import Values

@testable import Engine

/// A disk that is really full: a small file system in memory.
@Suite(.enabled(if: Mount.isPossible, Comment(rawValue: Mount.why)))
struct FullDiskTests {
    private func engine(_ cache: String) throws -> Engine {
        try Engine(cacheFolder: cache, executor: BulkExecutor())
    }

    private func options(_ outputs: String? = nil) -> RunOptions {
        RunOptions(
            scope: "recipe", capacity: StageResources(cores: 1, memoryMegabytes: 100), outputsFolder: outputs)
    }

    @Test func aFullCacheCostsTheWorkSinceTheLastCheckpoint() throws {
        let folder = try TemporaryFolder()
        let mount = try Mount(in: folder, kilobytes: 1_024)
        let cache = mount.path + "/cache"
        // Room for the first stage and for the checkpoints of the second, one beside the other, not for its output.
        let stages: [StageTask] = [
            .bulk("small", steps: 1, kilobytes: 8), .bulk("large", steps: 3, kilobytes: 300),
        ]
        let graph = try StageGraph(stages)
        let full = try engine(cache).run(graph, options: options())
        #expect(full.statuses == ["small ran", "large failed"])
        let text = full["large"]?.error.map { "\($0)" } ?? ""
        #expect(text.hasPrefix("cannot write \(cache)/"), "\(text)")
        #expect(text.contains("No space left on device; free some space"), "\(text)")
        // It stays like this while the disk is full, and what there is stays whole.
        #expect(
            try engine(cache).run(graph, options: options()).statuses == ["small cached", "large failed"])
        #expect(try engine(cache).checkObjects().isEmpty)

        try mount.grow(toKilobytes: 8_192)
        let log = EventLog()
        let summary = try engine(cache).run(graph, options: options()) { log.add($0) }
        #expect(summary.statuses == ["small cached", "large resumed"])
        #expect(log.notes == ["step-3"])
        #expect(summary["large"]?.outputs["out"]?.digest == Digest(of: BulkExecutor.content(3, 900)))
        #expect(try folder.files("mount/cache/running").isEmpty)
    }

    /// Not even the first byte fits.
    @Test func aCacheWithoutAnyRoomIsAClearError() throws {
        let folder = try TemporaryFolder()
        let mount = try Mount(in: folder, kilobytes: 64)
        try? LocalFileSystem().write(Data(count: 100_000), to: mount.path + "/filler", durably: false)
        let graph = try StageGraph([.bulk("stage", steps: 1, kilobytes: 8)])
        let text: String
        do {
            let summary = try engine(mount.path + "/cache").run(graph, options: options())
            #expect(summary.status == .failed)
            text = summary["stage"]?.error.map { "\($0)" } ?? ""
        } catch {
            text = "\(error)"
        }
        #expect(text.contains(mount.path) && text.contains("No space left on device"), "\(text)")
    }

    @Test func aFullOutputsFolderLosesNoResult() throws {
        let folder = try TemporaryFolder()
        let mount = try Mount(in: folder, kilobytes: 128)
        let stages: [StageTask] = [
            .bulk("large", steps: 1, kilobytes: 300), .bulk("small", steps: 1, kilobytes: 8),
        ]
        let graph = try StageGraph(stages)
        let cache = folder.path("cache")
        let full = try engine(cache).run(graph, options: options(mount.path))
        #expect(full.status == .failed)
        #expect(full.statuses == ["large ran", "small ran"])
        let text = full["large"]?.presentationError.map { "\($0)" } ?? ""
        #expect(
            text.hasPrefix("cannot write results to \(mount.path)/recipe/large: No space left"), "\(text)")
        #expect(full["small"]?.presentationError == nil)
        // Nothing is shown by halves.
        let shown = try folder.files("mount/recipe").filter { !$0.hasPrefix(".tweed/") }
        #expect(shown == ["small/out"])

        try mount.grow(toKilobytes: 8_192)
        let summary = try engine(cache).run(graph, options: options(mount.path))
        #expect(summary.statuses == ["large cached", "small cached"])
        #expect(summary.status == .succeeded)
        let large = try Data(contentsOf: URL(fileURLWithPath: mount.path + "/recipe/large/out"))
        #expect(large == BulkExecutor.content(1, 900))
    }
}
