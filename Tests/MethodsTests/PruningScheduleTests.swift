import Methods
import Testing

@Suite struct PruningScheduleTests {
    private let costs = CallCosts(encoder: 5, denoiser: 100, verifier: 10)

    @Test func everyCallIsPaidFor() throws {
        let schedule = try PruningSchedule(steps: [1, 3], keep: [0.5, 0.5], of: 6)
        // 8 candidates for 2 calls, scored; 4 for 2 more, scored; 2 for 2 more, scored at the end; one encoding.
        #expect(schedule.cost(candidates: 8, steps: 6, costs: costs) == 5 + 1600 + 80 + 800 + 40 + 400 + 20)
        // A single candidate is never scored: there is nothing to choose.
        #expect(schedule.cost(candidates: 1, steps: 6, costs: costs) == 5 + 600)
    }

    @Test func theBudgetIsFilledAndNotPassed() throws {
        let schedule = try PruningSchedule(steps: [1, 3], keep: [0.5, 0.5], of: 6)
        for budget in stride(from: 605, through: 9000, by: 37) {
            let count = try #require(schedule.candidates(budget: budget, steps: 6, costs: costs))
            #expect(schedule.cost(candidates: count, steps: 6, costs: costs) <= budget)
            #expect(schedule.cost(candidates: count + 1, steps: 6, costs: costs) > budget)
        }
        #expect(schedule.candidates(budget: 604, steps: 6, costs: costs) == nil)
    }

    @Test func nonsenseIsRefused() {
        #expect(throws: SearchError.stepsNotAscending([3, 1])) {
            try PruningSchedule(steps: [3, 1], keep: [0.5, 0.5], of: 6)
        }
        #expect(throws: SearchError.stepOutside(step: 5, total: 6)) {
            try PruningSchedule(steps: [5], keep: [0.5], of: 6)
        }
        #expect(throws: SearchError.fractionOutside(0)) { try PruningSchedule(steps: [2], keep: [0], of: 6) }
        #expect(throws: SearchError.scheduleLengths(steps: 1, keep: 2)) {
            try PruningSchedule(steps: [2], keep: [0.5, 0.5], of: 6)
        }
    }

    @Test func weightsFitTheLevels() throws {
        func schedule(_ weights: [[Double]]?) throws -> PruningSchedule {
            try PruningSchedule(steps: [1, 2], keep: [0.5, 0.5], weights: weights, of: 6)
        }
        #expect(throws: SearchError.weightLevels(found: 1, expected: 2)) { try schedule([[1]]) }
        #expect(throws: SearchError.weightCount(level: 1, found: 1)) { try schedule([[1], [1]]) }
        #expect(throws: SearchError.weightNotFinite(level: 1, weight: .infinity)) {
            try schedule([[1], [1, .infinity]])
        }
        // Without weights the last score decides; a score that was never made counts as 0.
        #expect(try schedule(nil).verdict([3, 5]) == 5)
        #expect(try schedule([[2], [0.5, -1]]).verdict([3]) == 6)
        #expect(try schedule([[2], [0.5, -1]]).verdict([3, 5]) == -3.5)
        #expect(try schedule([[2], [0.5, -1]]).verdict([nil, 5]) == -5)
        #expect(try schedule([[2], [0.5, -1]]).verdict([.nan, 5]).isNaN)
    }
}
