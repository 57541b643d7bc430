import Foundation
import Testing

@testable import Stages

/// A kind whose results change must have its revision raised, or caches go on to give the old results.
///
/// The kernels are pinned to the set `baseline`, which every x86-64 machine has, which never fuses a product with a
/// sum, and whose functions are our own: no libm takes part, nor do times, threads, or the compression of pictures.
/// What remains is the compiler (IEEE arithmetic in the order written) and Foundation's text of numbers.
@Suite(.serialized) struct GoldenDigestTests {
    #if arch(x86_64)
        private static let isComparable = true
    #else
        private static let isComparable = false
    #endif

    private static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("golden-x86_64.json").path

    private static let isWriting = ProcessInfo.processInfo.environment["TWEED_WRITE_GOLDEN"] == "1"

    @Test(.enabled(if: isComparable, "the table is of x86-64"), arguments: [1, 2])
    func everyKindGivesWhatItGave(threads: Int) throws {
        let table = try GoldenTable.read(Self.path)
        let found = try GoldenRun(threads: threads).table()
        let changes = table.silentChanges(to: found)
        for change in changes { Issue.record("\(change)") }
        // What follows from a change is no news.
        if !changes.isEmpty { return }
        if Self.isWriting { return try found.write(to: Self.path) }
        for gap in table.gaps(from: found, kinds: StageKinds.all.map(\.description.name)) {
            Issue.record("\(gap)")
        }
    }

    @Test func everyKindIsInTheTable() throws {
        let kinds = Set(try GoldenTable.read(Self.path).stages.values.map(\.kind))
        #expect(kinds == Set(StageKinds.all.map(\.description.name)))
    }

    private static let before = GoldenTable(stages: [
        "a": GoldenTable.Stage(kind: "k", revision: 1, key: "1", outputs: ["o": "x"])
    ])

    @Test func aSilentChangeIsSaid() {
        var after = Self.before
        #expect(
            Self.before.silentChanges(to: after).isEmpty && Self.before.gaps(from: after, kinds: ["k"]) == [])
        after.stages["a"]?.outputs = ["o": "y"]
        #expect(
            Self.before.silentChanges(to: after) == [
                "the result of kind k changed without a raised revision (stage a, output o: x -> y). Restore the "
                    + "result, or raise the revision of k from 1 to 2 in its description (Sources/Stages/Kinds) and "
                    + "write the table anew: \(GoldenTable.command)"
            ])
        // What follows from another input is no change of its own.
        after.stages["a"]?.key = "2"
        #expect(Self.before.silentChanges(to: after).isEmpty)
    }

    @Test func gapsAreSaid() {
        var after = Self.before
        after.stages["a"]?.key = "2"
        after.stages["a"]?.revision = 2
        after.stages["b"] = GoldenTable.Stage(kind: "k", revision: 1, key: "1", outputs: [:])
        #expect(
            Self.before.gaps(from: after, kinds: ["k", "l"]) == [
                "no stage of kind l is in Tests/StagesTests/Golden/GoldenRecipe.swift; add a tiny one, then: "
                    + GoldenTable.command,
                "the digests of stage a (kind k) are old, revision 1 -> 2: \(GoldenTable.command)",
                "the table has no digests of stage b (kind k): \(GoldenTable.command)",
            ])
    }
}
