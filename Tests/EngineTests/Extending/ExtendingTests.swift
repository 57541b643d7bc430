import Foundation
import Testing
import Values

@testable import Engine

@Suite struct ExtendingTests {
    @Test func aLongerRunGoesOnFromAShorterOneAndSaysSo() throws {
        let nursery = try Nursery()
        #expect(try nursery.run(Nursery.stage(2)).status == .ran)
        let longer = try nursery.run(Nursery.stage(5))
        let whole = try Growth.alone(Nursery.stage(5))
        #expect(
            longer
                == Growth(
                    status: .resumed, origins: ["the run with count 2"], made: 3, text: whole.text))
        #expect(whole.made == 5)
        // The state of neither lies about in its running folder.
        #expect(try nursery.folder.files("cache/running").isEmpty)
    }

    @Test func aPlanSaysWhereItWillGoOn() throws {
        let nursery = try Nursery()
        try nursery.run(Nursery.stage(2))
        let graph = try StageGraph([Nursery.stage(5)])
        var options = RunOptions(scope: "recipe")
        let plan = try nursery.engine.plan(graph, options: options).text()
        #expect(plan.contains("with.count 2 -> 5; goes on from the run with count 2"))
        options.forced = ["grow"]
        #expect(try !nursery.engine.plan(graph, options: options).text().contains("goes on"))
    }

    @Test func theLongestOfTheShorterRunsIsTaken() throws {
        let nursery = try Nursery()
        for count in [2, 6, 4] as [Int64] { try nursery.run(Nursery.stage(count)) }
        let five = try nursery.run(Nursery.stage(5))
        #expect(five.origins == ["the run with count 4"] && five.made == 1)
        // What is longer is of no use: only shards of runs that are a part of this one are handed out.
        let one = try nursery.run(Nursery.stage(1))
        #expect(one == Growth(status: .ran, origins: [], made: 1, text: "sweet item-0-0"))
    }

    @Test func growthInTwoDirections() throws {
        let nursery = try Nursery()
        try nursery.run(Nursery.stage(2, groups: 2))
        // Longer in one direction and shorter in the other is no part.
        #expect(try nursery.run(Nursery.stage(1, groups: 3)).origins == [])
        let both = try nursery.run(Nursery.stage(3, groups: 3))
        #expect(both.origins == ["the run with count 2, groups 2"] && both.made == 5)
        #expect(try both.text == Growth.alone(Nursery.stage(3, groups: 3)).text)
        let endless = try nursery.run(Nursery.stage(nil, groups: 3))
        #expect(endless.origins == ["the run with count 3"] && endless.made == 21)
        #expect(
            try nursery.run(Nursery.stage(nil, groups: nil)).origins == ["the run with groups 3"])
    }

    @Test func familiesDoNotMix() throws {
        let nursery = try Nursery()
        try nursery.run(Nursery.stage(2))
        let others = [
            Nursery.stage(4, flavour: "sour"), Nursery.stage(4, revision: 2),
        ]
        for other in others { #expect(try nursery.run(other).origins == []) }
        // A neutral parameter and the stage's name make no other family.
        let same = try nursery.run(Nursery.stage(4, cadence: 9, name: "renamed"))
        #expect(same.origins == ["the run with count 2"])
    }

    @Test func inputsMakeAFamily() throws {
        let nursery = try Nursery()
        let path = try nursery.folder.write("one", to: "in.txt")
        func stage(_ count: Int64) -> StageTask {
            var stage = Nursery.stage(count)
            stage.inputs = ["in": .file(path: path)]
            return stage
        }
        try nursery.run(stage(2))
        #expect(try nursery.run(stage(3)).made == 1)
        try nursery.folder.write("two", to: "in.txt")
        #expect(try nursery.run(stage(4)) == Growth.alone(Nursery.stage(4)))
    }

    @Test func whatIsForcedOrVerifiedStartsFromNothing() throws {
        let nursery = try Nursery()
        try nursery.run(Nursery.stage(2))
        let longer = try nursery.run(Nursery.stage(4))
        let forced = try nursery.run(Nursery.stage(4), forced: true)
        #expect(forced == Growth(status: .ran, origins: [], made: 4, text: longer.text))
        let graph = try StageGraph([Nursery.stage(4)])
        let report = try nursery.engine.verify("grow", in: graph, options: RunOptions(scope: "recipe"))
        #expect(report.isSame)
        #expect(nursery.executor.takeMade().count == 4)
    }

    @Test func damagedShardsAreMadeAgain() throws {
        let nursery = try Nursery()
        try nursery.run(Nursery.stage(3))
        let kept = try #require(try nursery.kept().first)
        let shard = kept + "/shards/item-0-1"
        try LocalFileSystem().remove(shard)
        try writeText("sweet item-0-7", to: shard)
        let longer = try nursery.run(Nursery.stage(4))
        #expect(longer.made == 2)
        #expect(try longer.text == Growth.alone(Nursery.stage(4)).text)
    }

    @Test(arguments: ["", "deadbeef {}", "{\"key\":1}"])
    func damagedRecordsCountAsAbsent(text: String) throws {
        let nursery = try Nursery()
        try nursery.run(Nursery.stage(3))
        let record = try #require(try nursery.kept().first) + "/record"
        try writeText(text, to: record)
        #expect(try nursery.run(Nursery.stage(4)) == Growth.alone(Nursery.stage(4)))
    }

    @Test func aLostResultIsMadeAgainFromItsOwnShards() throws {
        let nursery = try Nursery()
        let first = try nursery.run(Nursery.stage(3))
        try LocalFileSystem().remove(nursery.folder.path("cache/objects"))
        let again = try nursery.run(Nursery.stage(3))
        #expect(again.status == .resumed && again.made == 0 && again.text == first.text)
        #expect(again.origins == ["an earlier run of the same length"])
    }

    @Test func aRunGivenUpIsGoneOnFromAsWell() throws {
        let folder = try TemporaryFolder()
        let flag = CancellationFlag()
        let stopped = try Nursery(folder: folder) { _, name in if name == "item-0-2" { flag.cancel() } }
        #expect(try stopped.run(Nursery.stage(6), cancellation: flag).status == .cancelled)
        let nursery = try Nursery(folder: folder)
        let longer = try nursery.run(Nursery.stage(8))
        #expect(longer.origins == ["the run with count 6"] && longer.made == 5)
        #expect(try longer.text == Growth.alone(Nursery.stage(8)).text)
    }

    @Test func aKillWhileGoingOnCostsNothing() throws {
        let folder = try TemporaryFolder()
        let flag = CancellationFlag()
        let stopped = try Nursery(folder: folder) { _, name in if name == "item-0-4" { flag.cancel() } }
        try stopped.run(Nursery.stage(3))
        #expect(try stopped.run(Nursery.stage(6), cancellation: flag).status == .cancelled)
        let rest = try Nursery(folder: folder).run(Nursery.stage(6))
        #expect(rest.status == .resumed && rest.made == 1)
        #expect(try rest.text == Growth.alone(Nursery.stage(6)).text)
    }
}
