import Foundation
import Testing
import Values

@testable import Engine

@Suite struct ComparisonTests {
    private func words(_ comparisons: [StageComparison]) -> [String] {
        comparisons.map { comparison in
            switch comparison.verdict {
            case .different(let reasons):
                "\(comparison.stage): " + reasons.map { $0.text() }.joined(separator: "; ")
            case .open(let upstream): "\(comparison.stage): open \(upstream)"
            case .impossible(let error): "\(comparison.stage): \(error)"
            default: "\(comparison.stage): \(comparison.verdict)"
            }
        }
    }

    private func stages(_ text: String, _ path: String, steps: Int64 = 4) -> [StageTask] {
        [
            .text("a", text), .upper("b", of: "a"), .unary("read", "upper", .file(path: path)), .train(steps),
        ]
    }

    @Test func twoRunsDifferInValuesAndLines() throws {
        let workshop = try Workshop()
        let path = try workshop.folder.write("one\ntwo\n", to: "prompts.txt")
        try workshop.run(stages("x", path) + [.text("gone", "x")])
        let first = try #require(try workshop.engine.runs.latest(scope: "recipe"))
        try workshop.folder.write("one\nthree\n", to: "prompts.txt")
        try workshop.run(stages("y", path, steps: 5) + [.text("new", "x")])
        let second = try #require(try workshop.engine.runs.latest(scope: "recipe"))
        #expect(
            words(workshop.engine.compare(first, second)) == [
                "a: with.text x -> y", "b: input in changed", "read: input in changed (prompts.txt line 2)",
                "train: with.steps 4 -> 5", "new: onlyAfter", "gone: onlyBefore",
            ])
        #expect(workshop.engine.compare(first, first).allSatisfy { $0.verdict == .same })
    }

    @Test func thePresentAgainstATeammatesRecord() throws {
        let theirs = try Workshop()
        let path = try theirs.folder.write("one\ntwo\n", to: "prompts.txt")
        try theirs.run(stages("x", path))
        let record = try #require(try theirs.engine.runs.latest(scope: "recipe"))
        let file = try RunRecord(parsing: record.json.canonicalData)

        // Another machine with a cache of its own: nothing computed yet, one text differs.
        let ours = try Workshop()
        let ourPath = try ours.folder.write("one\ntwo\n", to: "prompts.txt")
        let graph = try StageGraph(stages("y", ourPath))
        #expect(
            words(try ours.engine.compare(file, with: graph)) == [
                "a: with.text x -> y", #"b: open ["a"]"#, "read: same", "train: same",
            ])
        try ours.run(graph.stages)
        #expect(words(try ours.engine.compare(file, with: graph))[1] == "b: input in changed")
        try LocalFileSystem().remove(ourPath)
        let missing = words(try ours.engine.compare(file, with: graph))[2]
        #expect(missing.hasPrefix("read: stage read: input in: cannot read prompts.txt"))
    }

    @Test func aRunThatDidNotComeSoFarLeavesThingsOpen() throws {
        let workshop = try Workshop()
        var bad = StageTask(name: "a", kind: "fail", configuration: ["text": "x"], outputs: ["out"])
        try workshop.run([bad, .upper("b", of: "a")])
        let failed = try #require(try workshop.engine.runs.latest(scope: "recipe"))
        bad.kind = "text"
        try workshop.run([bad, .upper("b", of: "a")])
        let good = try #require(try workshop.engine.runs.latest(scope: "recipe"))
        #expect(words(workshop.engine.compare(failed, good)) == ["a: kind fail -> text", "b: unknown"])
        #expect(words(workshop.engine.compare(good, failed)) == ["a: kind text -> fail", "b: unknown"])
    }
}
