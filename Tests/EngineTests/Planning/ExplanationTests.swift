import Foundation
import Testing
import Values

@testable import Engine

@Suite struct ExplanationTests {
    private func explain(_ workshop: Workshop, _ name: String, _ stages: [StageTask]) throws
        -> StageExplanation
    {
        try workshop.engine.explain(name, in: StageGraph(stages), options: workshop.options())
    }

    @Test func aCachedStageNamesTheRunThatMadeIt() throws {
        let workshop = try Workshop()
        try workshop.run([.text("a", "x"), .upper("b", of: "a")])
        let changed: [StageTask] = [.text("a", "y"), .upper("b", of: "a")]
        let maker = try workshop.run(changed).run
        try workshop.run(changed)
        let found = try explain(workshop, "b", changed)
        #expect(found.stage.decision == .cached && found.madeBy == maker)
        #expect(found.madeBecause == ["input in changed"])
        #expect(found.inputs.map(\.origin) == ["a.out"] && found.inputs[0].content?.size == 1)
        #expect(found.result?.outputs["out"]?.digest == Digest(of: Data("Y".utf8)))
        // The result stays known when the record is gone.
        try LocalFileSystem().remove(workshop.folder.path("cache/runs"))
        let later = try explain(workshop, "b", changed)
        #expect(later.result != nil && later.madeBy == nil)
    }

    @Test func aStageThatWaitsIsExplainedByThoseBefore() throws {
        let workshop = try Workshop()
        let path = try workshop.folder.write("one", to: "in.txt")
        let stages: [StageTask] = [.unary("a", "upper", .file(path: path)), .upper("b", of: "a")]
        try workshop.run(stages)
        try workshop.folder.write("two", to: "in.txt")
        let found = try explain(workshop, "b", stages)
        #expect(found.stage.decision == .maybe(upstream: ["a"]) && found.inputs[0].content == nil)
        #expect(
            found.upstream.map { $0.decision.text() } == ["run: input in changed (in.txt line 1)"])
        let first = try explain(workshop, "a", stages)
        #expect(first.inputs.map(\.origin) == ["in.txt"] && first.inputs[0].isExternal)
        #expect(throws: EngineError.unknownStage("z", known: ["a", "b"])) {
            try explain(workshop, "z", stages)
        }
    }
}
