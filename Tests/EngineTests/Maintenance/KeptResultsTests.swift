import Foundation
import Testing
import Values

@testable import Engine

/// What a collection leaves alone, whatever its limits.
@Suite struct KeptResultsTests {
    private let everything = GarbagePolicy(maximumBytes: 0)

    @Test func pinnedResultsStay() throws {
        let workshop = try Workshop()
        let summary = try workshop.run([.text("a", "x"), .text("b", "y")])
        let key = try #require(summary["a"]?.key)
        try workshop.engine.pin(key)
        try workshop.engine.pin(key)
        let report = try workshop.engine.collectGarbage(everything)
        #expect(report.keptResults == 1 && report.pinnedResults == 1 && report.shownResults == 0)
        #expect(report.removedKeys == [summary["b"]!.key!])
        #expect(try workshop.run([.text("a", "x")]).statuses == ["a cached"])
        #expect(throws: EngineError.unknownResult(summary["b"]!.key!)) {
            try workshop.engine.pin(summary["b"]!.key!)
        }
        #expect(try workshop.engine.unpin(key))
        #expect(try workshop.engine.unpin(key) == false)
        #expect(try workshop.engine.collectGarbage(everything).keptResults == 0)
    }

    @Test func shownResultsStayAsLongAsTheyAreShown() throws {
        let workshop = try Workshop()
        let options = workshop.options(shows: true)
        try workshop.run([.text("a", "old"), .text("b", "y")], options)
        try workshop.run([.text("a", "new"), .text("b", "y")], options)
        let listing = try workshop.engine.contents()
        #expect(listing.entries.count == 3)
        #expect(
            listing.entries.flatMap(\.places).map { "\($0.scope)/\($0.stage)" }.sorted()
                == ["recipe/a", "recipe/b"])
        let report = try workshop.engine.collectGarbage(everything)
        #expect(report.shownResults == 2 && report.removedResults == 1 && report.removedBytes == 3)
        #expect(
            try workshop.run([.text("a", "new"), .text("b", "y")], options).statuses == [
                "a cached", "b cached",
            ])
        // What the person removed is shown no more.
        try LocalFileSystem().remove(workshop.folder.path("outputs/recipe/b"))
        #expect(try workshop.engine.collectGarbage(everything).keptResults == 1)
        try LocalFileSystem().remove(workshop.folder.path("outputs"))
        #expect(try workshop.engine.collectGarbage(everything).keptResults == 0)
        #expect(try workshop.folder.files("cache/shown").isEmpty)
    }

    @Test func whatStaysCountsAgainstTheLimit() throws {
        let workshop = try Workshop()
        let text = String(repeating: "x", count: 1000)
        try workshop.run([.text("shown", text + "1")], workshop.options(shows: true))
        try workshop.run([.text("other", text + "22")])
        let report = try workshop.engine.collectGarbage(GarbagePolicy(maximumBytes: 1500))
        #expect(report.keptBytes == 1001 && report.removedBytes == 1002)
    }

    @Test func nothingIsCollectedWhileARunIsAtWork() throws {
        let folder = try TemporaryFolder()
        let other = try Workshop(folder: folder)
        let workshop = try Workshop(folder: folder) { _, _ in
            #expect(throws: EngineError.self) { try other.engine.collectGarbage(GarbagePolicy()) }
            let live = try other.engine.runs.live()
            #expect(live.map(\.scope) == ["recipe"])
        }
        #expect(try workshop.run([.text("a", "x")]).status == .succeeded)
        #expect(throws: Never.self) { try other.engine.collectGarbage(GarbagePolicy()) }
    }

    @Test func theListingTellsOfEveryResult() throws {
        let workshop = try Workshop()
        let summary = try workshop.run([.text("a", "x"), .upper("b", of: "a")])
        try workshop.engine.pin(summary["b"]!.key!)
        let listing = try workshop.engine.contents()
        let entry = try #require(listing.entries.first { $0.key == summary["b"]!.key! })
        #expect(entry.isPinned && entry.size == 1 && entry.description.kind == "upper")
        #expect(listing.objects == 2 && listing.objectBytes == 2)
        #expect(abs(entry.used - Double(WallClock.nanoseconds()) / 1e9) < 60)
    }
}
