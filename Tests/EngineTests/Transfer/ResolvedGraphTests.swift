import Foundation
import Testing
import Values

@testable import Engine

/// What caches hand to each other.
@Suite struct ResolvedGraphTests {
    @Test func resolvedFormsAreReadBack() throws {
        let workshop = try Workshop()
        let graph = try StageGraph([.text("a", "hello"), .upper("b", of: "a")])
        let before = try workshop.engine.results(of: graph)
        #expect(before.map { $0.key == nil } == [false, true] && before.allSatisfy { $0.record == nil })
        _ = try workshop.engine.run(graph, options: workshop.options())
        let results = try workshop.engine.results(of: graph)
        #expect(results.allSatisfy { $0.record != nil })
        let resolved = ResolvedGraph(name: "toy", params: ["seed": 1], stages: results.map(\.resolved))
        let again = try ResolvedGraph(parsing: resolved.data)
        #expect(again.data == resolved.data && again.stages.map(\.name) == ["a", "b"])
        #expect(again.stages.map(\.key) == results.map(\.key))
        #expect(
            workshop.engine.compare(before.map(\.resolved), again.stages).map(\.verdict) == [.same, .unknown])
    }

    @Test func recordsMustFitTheirKeys() throws {
        let workshop = try Workshop()
        let graph = try StageGraph([.text("a", "hello")])
        _ = try workshop.engine.run(graph, options: workshop.options())
        let record = try #require(try workshop.engine.results(of: graph)[0].record)
        #expect(try ActionRecord(parsing: record.data) == record)
        var value = record.json
        value["description"]?["configuration"]?["text"] = "other"
        #expect(throws: RecordProblem.key) { try ActionRecord(parsing: value.canonicalData) }
        value = record.json
        value["outputs"] = [:]
        #expect(throws: RecordProblem.field("outputs")) { try ActionRecord(parsing: value.canonicalData) }
        #expect(throws: RecordProblem.syntax) { try ActionRecord(parsing: Data("x".utf8)) }
        #expect(throws: RecordProblem.self) { try ResolvedGraph(parsing: record.data) }
    }
}
