import Foundation
import Testing
import Values

@testable import Engine

@Suite struct KeptRunsTests {
    @Test func afterAWhileTheOldestGo() throws {
        let nursery = try Nursery()
        for count in [1, 2, 3, 4, 5] as [Int64] { try nursery.run(Nursery.stage(count)) }
        #expect(try nursery.kept().count == KeptRuns.limit)
        // 3, 4 and 5 are left.
        #expect(try nursery.run(Nursery.stage(2, groups: 2)).origins == [])
        #expect(try nursery.folder.files("cache/temporary").isEmpty)
    }

    @Test func whatIsBeingReadStays() throws {
        let folder = try TemporaryFolder()
        let others = try Nursery(folder: folder)
        try others.run(Nursery.stage(3))
        let reader = try Nursery(folder: folder) { request, name in
            guard name == "item-0-3" else { return }
            // Four more runs of the family end while this one is at work.
            for count in [4, 5, 6, 7] as [Int64] { try others.run(Nursery.stage(count)) }
            #expect(request.shorter?.shard("item-0-2") != nil)
        }
        #expect(try reader.run(Nursery.stage(9)).origins == ["the run with count 3"])
        #expect(try others.kept().count == KeptRuns.limit)
    }

    @Test func sharedBytesAreNotCopied() throws {
        let nursery = try Nursery()
        try nursery.run(Nursery.stage(2))
        try nursery.run(Nursery.stage(3))
        let inodes = try nursery.kept().map { try FileStatus.read($0 + "/shards/item-0-0")?.stamp.inode }
        #expect(inodes.count == 2 && inodes[0] == inodes[1])
    }

    @Test func withoutLinksShardsAreCopied() throws {
        let nursery = try Nursery(fileSystem: FaultyFileSystem(.operation(.link), code: 18))
        try nursery.run(Nursery.stage(2))
        #expect(try nursery.run(Nursery.stage(3)).made == 1)
    }

    @Test func aCollectionTakesWhatHasNoResultAndWhatIsOld() throws {
        let nursery = try Nursery()
        try nursery.run(Nursery.stage(2))
        try nursery.run(Nursery.stage(3))
        #expect(try nursery.engine.collectGarbage(GarbagePolicy()).removedStates == 0)
        let key = StageKey.make(
            nursery.engine.context.describe(Nursery.stage(2), inputs: [:]))
        try nursery.engine.context.actions.remove(key)
        for isDryRun in [true, false] {
            #expect(try nursery.engine.collectGarbage(GarbagePolicy(isDryRun: isDryRun)).removedStates == 1)
        }
        let policy = GarbagePolicy(maximumStateAge: -1)
        #expect(try nursery.engine.collectGarbage(policy).removedStates == 1)
        #expect(try nursery.kept().isEmpty)
        #expect(try nursery.folder.files("cache/families").isEmpty)
        #expect(try nursery.run(Nursery.stage(4)) == Growth.alone(Nursery.stage(4)))
    }

    /// Whatever fails on the disk while a run is kept or gone on from: the result is the same. (Every fourth operation,
    /// to stay within seconds.)
    @Test func faultsCostTimeOnly() throws {
        let stages = [Nursery.stage(2), Nursery.stage(3)]
        let counting = FaultyFileSystem()
        let reference = try Nursery(fileSystem: counting)
        let expected = try stages.map { try reference.run($0).text }
        for number in stride(from: 0, to: counting.count, by: 4) {
            for fault in [FaultyFileSystem.Fault.once(number), .deadFrom(number + 2)] {
                let folder = try TemporaryFolder()
                if let broken = try? Nursery(folder: folder, fileSystem: FaultyFileSystem(fault)) {
                    for stage in stages { _ = try? broken.run(stage) }
                }
                let nursery = try Nursery(folder: folder)
                #expect(try stages.map { try nursery.run($0).text } == expected, "\(fault)")
                #expect(try folder.files("cache/running").isEmpty, "\(fault)")
                #expect(try nursery.run(Nursery.stage(4)).text?.count == 59, "\(fault)")
            }
        }
    }

    @Test func extentsAreComparedByEveryValue() {
        func extent(_ count: JSONValue, _ limit: JSONValue) -> Extent {
            Extent(["count": count, "limit": limit, "other": 1], extendable: ["count", "limit"])
        }
        #expect(extent(2, 3).isWithin(extent(2, 3)))
        #expect(extent(2, 3).isWithin(extent(2.5, .null)))
        #expect(!extent(2, .null).isWithin(extent(2, 3)))
        #expect(!extent(3, 1).isWithin(extent(2, 3)))
        #expect(extent([5, 2], 3).isWithin(extent([1, 5, 3], 3)))
        #expect(!extent([5, 2], 3).isWithin(extent([4, 4], 3)))
        #expect(!extent([], 3).isWithin(extent([4], 3)))
        #expect(!extent("2", 1).isWithin(extent("3", 1)))
        #expect(!Extent(["count": 1], extendable: ["count"]).isWithin(extent(1, 1)))
        #expect(extent(1, 3).share(of: extent(4, 3)) == 0.25)
        #expect(extent(1, 3).share(of: extent(2, .null)) < extent(1, 4).share(of: extent(2, .null)))
    }
}
