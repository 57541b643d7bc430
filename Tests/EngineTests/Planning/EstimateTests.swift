import Foundation
import Testing
import Values

@testable import Engine

@Suite struct EstimateTests {
    private func estimate(_ workshop: Workshop, _ stages: [StageTask]) throws -> PlanEstimate {
        let plan = try workshop.engine.plan(StageGraph(stages), options: workshop.options())
        return try workshop.engine.estimate(plan, scope: "recipe")
    }

    @Test func nothingIsKnownAtFirst() throws {
        let workshop = try Workshop()
        let estimate = try estimate(workshop, [.text("a", "x"), .upper("b", of: "a")])
        #expect(estimate.stages.isEmpty && estimate.unknown == ["a", "b"])
    }

    @Test func theLastTimeOfTheStageItselfCounts() throws {
        let workshop = try Workshop { request, _ in
            if request.configuration["text"] == "slow" { Thread.sleep(forTimeInterval: 0.1) }
        }
        try workshop.run([.text("a", "slow"), .upper("b", of: "a")])
        // From the cache in no time, which must not count.
        try workshop.run([.text("a", "slow"), .upper("b", of: "a")])
        let estimate = try estimate(workshop, [.text("a", "changed"), .upper("b", of: "a")])
        let first = try #require(estimate.stages["a"])
        #expect(first.basis == .stage && first.seconds >= 0.1 && first.bytes == 4)
        #expect(estimate.stages["b"]?.basis == .stage && estimate.unknown.isEmpty)
        #expect(estimate.bytes == 8 && estimate.seconds >= 0.1)
    }

    @Test func elseAnotherStageOfTheKind() throws {
        let workshop = try Workshop()
        try workshop.run([.text("a", "12345")])
        // From the plan's own cached stages, and from records of stages that are there no more.
        for stages in [[StageTask.text("a", "12345"), .text("new", "x")], [.text("new", "x")]] {
            let estimate = try estimate(workshop, stages + [.train(3)])
            #expect(estimate.stages["new"]?.basis == .kind && estimate.stages["new"]?.bytes == 5)
            #expect(estimate.unknown == ["train"])
        }
    }
}
