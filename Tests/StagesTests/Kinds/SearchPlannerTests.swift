import Engine
import Foundation
import Methods
import Testing
import Values

@testable import Stages

@Suite struct SearchPlannerTests {
    private let costs = CallCosts(encoder: 0, denoiser: 100, verifier: 10)

    /// Budgets of 10 and of 20 denoiser calls.
    private static let tuned = TunedSchedule(
        steps: 6, strategy: .ttsnap, costs: .init(denoiser: 5, verifier: 1),
        schedules: [
            .init(budget: 50, candidates: 3, at: [1], keep: [0.5], cost: 49),
            .init(
                budget: 100, candidates: 6, at: [1, 3], keep: [0.5, 0.25], weights: [[1], [0.5, 2]], cost: 98),
        ])

    private func planner(
        budgets: JSONValue, strategies: JSONValue = ["best-of-n", "ttsnap"], steps: Int = 6, text: Data? = nil
    ) throws -> SearchPlanner {
        let path = NSTemporaryDirectory() + UUID().uuidString + ".json"
        try (text ?? Self.tuned.json).write(to: URL(fileURLWithPath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        let digest = try #require(Digest(hexadecimal: String(repeating: "a", count: 64)))
        let artifact = Artifact(
            digest: digest, isFolder: true,
            files: [Artifact.File(relativePath: "schedule.json", path: path, digest: digest, size: 1)])
        let context = StageContextTests.context(
            [
                "strategies": strategies, "budgets": budgets, "schedule": ["$input": "schedule"], "at": [2],
                "keep": [0.9], "neighbors": 8, "radius": 0.3, "branch_at": [9], "branches": 2, "renoise": 1,
                "ascent_from": .null, "iterations": 50, "ascent_rate": 5, "ascent_momentum": 0.9,
                "ascent_nesterov": true,
                "ascent_clip": 0.1, "ascent_regularization": 0.01,
            ], inputs: ["schedule": artifact])
        return try SearchPlanner(context, steps: steps)
    }

    @Test func everyBudgetGetsTheScheduleAtOrBelowIt() throws {
        let planner = try planner(budgets: [1500, 999, 2000, "5 images", "60 images", "3.5 s"])
        let seconds = CallSeconds([.denoiser: 0.25])
        let plans = try planner.plans(costs: costs, seconds: seconds)
        #expect(plans.count == 12)
        let pruned = plans.filter { $0.strategy == .ttsnap }.map(\.schedule)
        // 15 calls, 9.99 (below all), 20; by candidates; 14 calls.
        #expect(pruned.map(\.steps) == [[1], [1], [1, 3], [1], [1, 3], [1]])
        #expect(pruned[2].keep == [0.5, 0.25])
        #expect(pruned[2].weights == [[1], [0.5, 2]])
        #expect(plans.filter { $0.strategy == .bestOfN }.allSatisfy { $0.schedule == .none })
        #expect(planner.needsSeconds)
    }

    @Test func schedulesThatDoNotFitAreRefused() throws {
        let error = #expect(throws: SearchStageError.self) { try planner(budgets: [1500], steps: 7) }
        #expect(
            error.map { "\($0)" }
                == "the tuned schedule is for a sampler of 6 steps, but \"steps\" is 7")
        #expect(throws: SearchError.self) { try planner(budgets: [1500], text: Data("{}".utf8)) }
        #expect(throws: SearchError.self) {
            try planner(budgets: [1500], strategies: ["paths"])
        }
    }
}
