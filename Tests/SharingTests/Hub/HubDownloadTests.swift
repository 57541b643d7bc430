import Foundation
import Hub
import Synchronization
import Testing

@testable import Sharing

/// What is fetched, and how the cache looks then.
struct HubDownloadTests {
    private static let snapshot = "models--org--name/snapshots/\(LoopbackHub.commit)"
    private static let wanted = [
        "model_index.json", "unet/config.json", "unet/copy.json", "unet/diffusion_pytorch_model.safetensors",
        "unet/empty.txt",
    ]

    @Test(arguments: [true, false])
    func theCacheIsLaidOutAsPythonDoes(hasTree: Bool) throws {
        let hub = try LoopbackHub(hasTree: hasTree)
        let outcome = try hub.download()
        #expect(outcome.commit == LoopbackHub.commit)
        #expect(outcome.files.map(\.path.text) == Self.wanted)
        let cache = hub.scratch("cache")
        for name in Self.wanted {
            let link = "\(cache)/\(Self.snapshot)/\(name)"
            let depth = name.contains("/") ? "../../../" : "../../"
            #expect(
                try FileManager.default.destinationOfSymbolicLink(atPath: link)
                    == "\(depth)blobs/\(hub.files[name]!.etag)")
            #expect(FileManager.default.contents(atPath: link) == hub.files[name]!.data)
        }
        let refs = try String(contentsOfFile: "\(cache)/models--org--name/refs/main", encoding: .utf8)
        #expect(refs == LoopbackHub.commit)
        let blobs = Set(Self.wanted.map { hub.files[$0]!.etag }).map { "models--org--name/blobs/\($0)" }
        #expect(hub.cached.filter { $0.hasPrefix("models--org--name/blobs/") } == blobs.sorted())
        let tree = "models--org--name/trees/\(LoopbackHub.commit).json"
        #expect(hub.cached.contains(tree) == hasTree)
        #expect(hub.cached.contains("CACHEDIR.TAG"))
        #expect(
            hub.cached.filter { $0.hasSuffix(".lock") }.allSatisfy {
                $0.hasPrefix(".locks/models--org--name/")
            })
        #expect(!hub.cached.contains { $0.hasSuffix(".tmp") || $0.hasSuffix(".incomplete") })
        #expect(try hub.cache.snapshot(HubReference("hub:org/name")) == outcome.folder)
    }

    @Test func whatIsThereIsNotFetchedAgain() throws {
        let hub = try LoopbackHub()
        try hub.download()
        let before = hub.hub.requests.count
        let again = try hub.download()
        #expect(again.files.allSatisfy { $0.wasPresent })
        // Only the branch had to be looked up.
        #expect(hub.hub.requests.dropFirst(before).map(\.path) == ["/api/models/org/name/revision/main"])
        try hub.download("hub:org/name@" + LoopbackHub.commit)
        #expect(hub.hub.requests.count == before + 1)
    }

    @Test func moreOfASnapshotCanBeFetchedLater() throws {
        let hub = try LoopbackHub()
        try hub.download("hub:org/name", HubFileChoice(allow: ["*.json"]))
        #expect(!hub.cached.contains(hub.blob("unet/diffusion_pytorch_model.safetensors")))
        let outcome = try hub.download("hub:org/name@v1", HubFileChoice(allow: ["*"]))
        #expect(outcome.files.count == hub.files.count)
        #expect(outcome.files.count { $0.wasPresent } == 3)
        #expect(hub.cached.contains("models--org--name/refs/v1"))
    }

    @Test func revisionsWithSlashesAreEscaped() throws {
        let hub = try LoopbackHub()
        try hub.download("hub:org/name@refs/pr/7", HubFileChoice(allow: ["README.md"]))
        #expect(hub.cached.contains("models--org--name/refs/refs/pr/7"))
    }

    @Test func aBranchThatMovesHasItsOldSnapshotToo() throws {
        let hub = try LoopbackHub()
        let old = String(repeating: "d", count: 40)
        try hub.download("hub:org/name", HubFileChoice(allow: ["README.md"]))
        let ref = hub.scratch("cache/models--org--name/refs/main")
        try Data(old.utf8).write(to: URL(fileURLWithPath: ref))
        try hub.download("hub:org/name", HubFileChoice(allow: ["README.md"]))
        #expect(try String(contentsOfFile: ref, encoding: .utf8) == LoopbackHub.commit)
    }

    @Test func aCutDownloadGoesOnAlsoInALaterCall() throws {
        let name = "unet/diffusion_pytorch_model.safetensors"
        let isCut = Mutex(true)
        let file = LoopbackHub.standard[name]!
        let hub = try LoopbackHub(store: { request in
            guard isCut.withLock({ $0 }) else { return nil }
            // Each time the same beginning, then silence.
            return LoopbackServer.answer("200 OK", [], file.data.prefix(200_000), length: file.data.count)
        })
        #expect(throws: (any Error).self) { try hub.download() }
        let partial = hub.blob(name) + ".incomplete"
        #expect(hub.cached.contains(partial))
        #expect(!hub.cached.contains { $0.hasPrefix(Self.snapshot + "/") })
        isCut.withLock { $0 = false }
        try hub.download()
        #expect(hub.store.requests.last?.headers["range"] == "bytes=200000-")
        #expect(!hub.cached.contains(partial))
        #expect(FileManager.default.contents(atPath: hub.scratch("cache/" + hub.blob(name))) == file.data)
    }

    @Test func aDamagedBlobIsFetchedAgain() throws {
        let hub = try LoopbackHub()
        try hub.download()
        let blob = hub.scratch("cache/" + hub.blob("unet/config.json"))
        try Data("{".utf8).write(to: URL(fileURLWithPath: blob))
        try hub.download()
        #expect(FileManager.default.contents(atPath: blob) == hub.files["unet/config.json"]?.data)
    }

    @Test func twoAtOnceFetchEachContentOnce() throws {
        let hub = try LoopbackHub()
        try WorkerPool.forEach([0, 1, 2, 3]) { _ in try hub.download() }
        #expect(hub.store.requests.count == 1)
        #expect(!hub.cached.contains { $0.hasSuffix(".tmp") || $0.hasSuffix(".incomplete") })
    }

    @Test func progressCountsEveryByteOnce() throws {
        let hub = try LoopbackHub()
        let progress = TransferProgress()
        let outcome = try HubDownloader(hub.client(), cache: hub.cache, progress: progress).download()
        let total = outcome.files.reduce(0) { $0 + $1.size }
        #expect(progress.current.bytes == total)
        #expect(progress.current.totalBytes == total)
        #expect(progress.current.blobs == outcome.files.count)
        // The copy comes with its original.
        #expect(progress.current.resumedBytes == 8)
    }

    @Test func theRateIsThatOfTheLastSeconds() {
        var rate = TransferRate()
        #expect(rate.bytesPerSecond == nil)
        for second in 0...60 { rate.add(bytes: Int64(min(second, 40)) * 100, at: Double(second)) }
        #expect(rate.bytesPerSecond == 0)
        #expect(rate.seconds(for: 5) == nil)
        for second in 61...80 { rate.add(bytes: 4_000 + Int64(second - 60) * 50, at: Double(second)) }
        #expect(rate.bytesPerSecond == 50)
        #expect(rate.seconds(for: 500) == 10)
    }
}
