import Foundation
import Replay
import Testing

/// The figures that were measured on the released values (FLUX, ImageReward, budget 2,000).
@Suite struct ReleasedValuesTests {
    static let root = ProcessInfo.processInfo.environment["TTSNAP_VALUES"] ?? "../shared/ttsnap-values"

    @Test(.enabled(if: FileManager.default.fileExists(atPath: root + "/flux_imr_val_base")))
    func fluxImageReward() throws {
        let base = try RewardMatrix(folder: Self.root + "/flux_imr_val_base")
        let aware = try RewardMatrix(
            folder: Self.root + "/flux_imr_val_naft", fallback: Self.root + "/flux_imr_val_base")
        let pruned = try ReplaySchedule(at: [2, 6, 11], keep: [0.4, 0.4, 0.5], steps: base.steps)
        let costs = ReplayCosts(denoiser: 9.9, verifier: 1.2)
        for (scores, schedule, expected) in [
            (base, .bestOfN, 1.427), (base, pruned, 1.454), (aware, pruned, 1.522),
        ] {
            let count = try schedule.candidates(
                budget: 2000, steps: base.steps, costs: costs, accounting: .paper, maximum: base.candidates)
            let rewards = try Replay(scores: scores, final: base)
                .rewards(schedule: schedule, candidates: count, subsets: 200, seed: 1)
            let mean = rewards.reduce(0, +) / Double(rewards.count)
            let shown = (mean - 0.16717362830052426) / 1.0333394966054072
            print("released", count, shown, expected)
            #expect(abs(shown - expected) < 0.003)
        }
    }

    @Test func badSchedulesAreRefused() {
        #expect(throws: ReplayError.self) { try ReplaySchedule(at: [6, 2], keep: [0.4, 0.4], steps: 20) }
        #expect(throws: ReplayError.self) { try ReplaySchedule(at: [2], keep: [1.4], steps: 20) }
        #expect(throws: ReplayError.self) {
            try RewardMatrix(steps: 1, prompts: 1, candidates: 1, values: [.nan])
        }
    }
}
