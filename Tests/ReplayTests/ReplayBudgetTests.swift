import Methods
import Testing

@testable import Replay

@Suite struct ReplayBudgetTests {
    private let schedule = try! PruningSchedule(steps: [2, 6, 11], keep: [0.4, 0.4, 0.5], of: 20)
    private let costs = try! ReplayCosts(denoiser: 9.9, verifier: 1.2)

    /// 21 + 0.4 x 40.8 + 0.16 x 50.7 + 0.08 x 80.4 for one candidate; best-of-N pays for 20 calls and a score.
    @Test func paperCountsAsReleased() throws {
        let budget = ReplayBudget(accounting: .paper, costs: costs, steps: 20)
        #expect(abs(budget.cost(candidates: 1, schedule: schedule) - 51.864) < 1e-9)
        #expect(abs(budget.cost(candidates: 1, schedule: .none) - 199.2) < 1e-9)
        #expect(try budget.candidates(budget: 2000, schedule: schedule, available: 200) == 38)
        #expect(try budget.candidates(budget: 4000, schedule: schedule, available: 200) == 77)
        #expect(try budget.candidates(budget: 2000, schedule: .none, available: 200) == 10)
        // Halves go to the even number: 0.5 x 5 = 2.5, 0.5 x 15 = 7.5.
        #expect(budget.survivors(of: 5, level: 2, schedule: schedule) == 2)
        #expect(budget.survivors(of: 15, level: 2, schedule: schedule) == 8)
        #expect(budget.survivors(of: 1, level: 0, schedule: schedule) == 1)
    }

    @Test func exactIsTheRuleOfTheSearch() throws {
        let budget = ReplayBudget(accounting: .exact, costs: costs, steps: 20)
        let whole = CallCosts(encoder: 0, denoiser: 99, verifier: 12)
        for count in 1...200 {
            let expected = Double(schedule.cost(candidates: count, steps: 20, costs: whole)) / 10
            #expect(abs(budget.cost(candidates: count, schedule: schedule) - expected) < 1e-6)
            for level in 0..<3 {
                #expect(
                    budget.survivors(of: count, level: level, schedule: schedule)
                        == schedule.survivors(of: count, level: level))
            }
        }
        for amount in [400.0, 1000, 1992, 2000, 4000] {
            #expect(
                try budget.candidates(budget: amount, schedule: schedule, available: 200)
                    == schedule.candidates(budget: Int(amount * 10), steps: 20, costs: whole))
        }
        // Ten whole candidates to the last unit.
        #expect(try budget.candidates(budget: 1992, schedule: .none, available: 200) == 10)
    }

    @Test func extremeCostsDoNotOverflow() throws {
        for scale in [1e-12, 1e12, 1e300] {
            let costs = try ReplayCosts(denoiser: 9.9 * scale, verifier: 1.2 * scale)
            for accounting in Accounting.allCases {
                let budget = ReplayBudget(accounting: accounting, costs: costs, steps: 20)
                let count = try budget.candidates(
                    budget: 2000 * scale, schedule: schedule, available: 200)
                #expect((30...40).contains(count))
                #expect(throws: ReplayError.self) {
                    try budget.candidates(
                        budget: .greatestFiniteMagnitude, schedule: schedule, available: 10)
                }
                #expect(throws: ReplayError.self) {
                    try budget.candidates(budget: -1, schedule: schedule, available: 10)
                }
            }
        }
    }
}
