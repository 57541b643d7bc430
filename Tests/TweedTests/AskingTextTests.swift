import Foundation
import Testing
import Values

@testable import Engine
@testable import Stages
@testable import tweed

@Suite struct AskingTextTests {
    static let key = Digest(of: Data("x".utf8))

    static func text(_ lines: [StyledLine]) -> [String] { lines.map { $0.rendered(colour: false) } }

    @Test(
        arguments: [
            ("10GB", 10_000_000_000), ("1.5 GiB", 1_610_612_736), ("4096", 4096), ("800kB", 800_000),
            ("0", 0),
            ("1XB", nil), ("-1", nil), ("GB", nil), ("1e99GB", nil), ("9999999999TB", nil), ("", nil),
        ] as [(String, Int64?)])
    func sizes(text: String, bytes: Int64?) {
        #expect(ByteAmount(argument: text)?.bytes == bytes)
    }

    @Test(
        arguments: [
            ("30d", 2_592_000), ("12h", 43_200), ("90 min", 5_400), ("45s", 45), ("2w", 1_209_600),
            ("30", nil),
            ("d", nil), ("-1d", nil), ("1y", nil),
        ] as [(String, Double?)])
    func times(text: String, seconds: Double?) {
        #expect(TimeAmount(argument: text)?.seconds == seconds)
    }

    @Test func columnsFitTheirTexts() {
        var table = TextTable(header: ["A", "LONG"])
        table.add(["wide text", "x"])
        table.add(["é", ""])
        #expect(Self.text(table.lines()) == ["A          LONG", "wide text  x", "é"])
    }

    @Test func anEstimateSaysWhatItRestsOn() {
        var estimate = PlanEstimate()
        estimate.stages["narf"] = StageEstimate(seconds: 72, bytes: 1_200_000, basis: .kind)
        estimate.unknown = ["search"]
        #expect(
            EstimateText.short(estimate.stages["narf"])
                == "  (about 1 m 12 s, 1.2 MB, as another of its kind took)")
        #expect(
            EstimateText.total(estimate)?.rendered(colour: false)
                == "At most about 1 m 12 s one after the other, 1.2 MB of results; and 1 stage without any record"
        )
        #expect(EstimateText.total(PlanEstimate()) == nil)
    }

    @Test func comparisonsNameWhatDiffers() {
        let comparisons: [StageComparison] = [
            .init(stage: "a", verdict: .same, before: Self.key, after: Self.key),
            .init(
                stage: "narf",
                verdict: .different([
                    .configuration(path: "steps", old: 20, new: 30), .revision(old: 1, new: 2),
                ])),
            .init(stage: "page", verdict: .open(upstream: ["narf"])),
            .init(stage: "old", verdict: .onlyBefore),
        ]
        let text = ComparisonText(comparisons: comparisons, before: "run 1", after: "run 2")
        #expect(
            Self.text(text.lines(isDetailed: false)) == [
                "From run 1 to run 2:", "≠ narf  with.steps 20 -> 30",
                "        the program changed (revision 1 -> 2)",
                "? page  its own part is the same; narf not computed yet", "- old   only in the earlier one",
                "1 other stage has the same key",
            ])
        let same = ComparisonText(comparisons: [comparisons[0]], before: "run 1", after: "run 2")
        #expect(Self.text(same.lines(isDetailed: false)).last == "the one stage has the same key")
        #expect(text.json(runs: [])["stages"]?[1]?["verdict"] == "different")
    }

    @Test func aPastRunIsToldWhole() {
        var stage = RunRecord.Stage(
            StageTask(name: "narf", kind: "train-narf", outputs: ["out"]))
        stage.status = .failed
        stage.error = "the loss is not a number"
        stage.seconds = 12
        stage.key = Self.key
        var next = RunRecord.Stage(StageTask(name: "search", kind: "search", outputs: ["out"]))
        next.status = .skipped
        next.skippedBecause = "narf"
        let record = RunRecord(
            id: RunID("20261123T221530Z-8f3a10c2")!, scope: "toy", status: .failed, process: 42,
            started: 1_000,
            ended: 1_013, seconds: 13,
            provenance: ["tweed": "0.1.0", "overrides": ["params.seed=8"], "recipe": ["file": "toy.json"]],
            stages: [stage, next])
        let lines = Self.text(RunRecordText(record: record, now: 4_600).lines)
        #expect(lines[0] == "toy run 20261123T221530Z-8f3a10c2 failed")
        #expect(lines[1].hasPrefix("  began 1 hour ago (") && lines[1].hasSuffix("took 13 s"))
        #expect(lines[2...4] == ["  recipe toy.json", "  with --set params.seed=8", "  tweed 0.1.0"])
        #expect(lines[5] == "✗  narf    failed   12 s  \(Self.key.short)  the loss is not a number")
        #expect(lines[6] == "-  search  skipped" + String(repeating: " ", count: 22) + "needs narf")
        let list = RunListText(
            entries: [.init(id: record.id, scope: "toy", record: record)], namesScopes: false, now: 4_600)
        #expect(
            Self.text(list.lines).last?.hasSuffix("1 hour ago  failed  13 s  1 failed, 1 not started") == true
        )
    }

    @Test func hostileNamesDoNotLeaveTheirQuotes() throws {
        let graph = try StageGraph([
            StageTask(name: "a\"]; evil [x=\"\\", kind: "k<b>", outputs: ["out"]),
            StageTask(
                name: "b", kind: "k", outputs: ["out"], after: ["a\"]; evil [x=\"\\"]),
        ])
        let text = GraphText(graph: graph, plan: Plan(stages: []))
        #expect(text.dot(name: "r").contains(#"  "a\"]; evil [x=\"\\" -> "b" [style=dotted];"#))
        #expect(text.dot(name: "r").contains(#"[label="a\"]; evil [x=\"\\\nk<b>"]"#))
        #expect(text.mermaid.contains("s0[\"a#quot;]; evil [x=#quot;\\<br/>k#lt;b#gt;\"]"))
        #expect(text.mermaid.contains("s0 -.-> s1"))
    }

    @Test func aCollectionSaysWhatKeepsItFromTheLimit() {
        var report = GarbageReport()
        report.keptResults = 2
        report.shownResults = 2
        report.keptBytes = 5_000
        let text = CollectionText(
            report: report, policy: GarbagePolicy(maximumBytes: 1_000, isDryRun: true),
            listing: CacheListing(entries: [], objectBytes: 0, objects: 0))
        #expect(
            Self.text(text.lines) == [
                "Would remove 0 results, 0 objects, 0 B", "Would keep 2 results (2 shown, 0 pinned), 5.0 kB",
                "That is more than 1.0 kB, because shown and pinned results stay; remove outputs or unpin results "
                    + "to make room",
            ])
        #expect(
            CacheCollectCommand.busy([], now: 0)
                == "error: nothing was removed, because the cache is in use by another command\n"
                + "try again when it has ended\n")
    }

    @Test func stagesAreFoundByNameAndFamily() throws {
        let names = StageNames(["weights", "hyper[rank=8]", "hyper[rank=16]", "hyperx"])
        #expect(try names.find("hyper") == ["hyper[rank=8]", "hyper[rank=16]"])
        #expect(try names.findOne("hyper[rank=8]") == "hyper[rank=8]")
        let error = #expect(throws: UnknownStageName.self) { try names.find("hypr") }
        #expect(error?.description == "there is no stage \"hypr\"; did you mean \"hyper\"?")
        #expect(throws: UnknownStageName.self) { try names.findOne("hyper") }
    }
}
