import Foundation
import Methods
import Testing

@testable import Replay

/// What tuning gains on the rewards that TTSnap's authors released, on prompts that it did not see.
@Suite(.serialized) struct ReleasedTuningTests {
    static let root = ProcessInfo.processInfo.environment["TTSNAP_VALUES"] ?? "../shared/ttsnap-values"

    @Test(.enabled(if: FileManager.default.fileExists(atPath: root + "/flux_imr_val_base")))
    func gainsMoreThanTheReleasedSchedule() throws {
        var (tuned, released) = (0.0, 0.0)
        for pair in ["flux_imr", "flux_pic", "sdxl_pic"] {
            let base = try RewardMatrix(folder: "\(Self.root)/\(pair)_val_base")
            let aware = try RewardMatrix(
                folder: "\(Self.root)/\(pair)_val_naft", fallback: "\(Self.root)/\(pair)_val_base")
            let tuning = try ScheduleTuning(
                scores: aware, final: base, strategy: .ttsnap, costs: .init(denoiser: 9.9, verifier: 1.2),
                handSet: .released, options: .init(threads: 2, passes: 4, changes: 150))
            let result = try tuning.tuned(
                budgets: [1000, 2000, 4000], train: PromptSelection("even").prompts(of: base.prompts),
                test: PromptSelection("odd").prompts(of: base.prompts))
            // In units of the spread of final rewards within a prompt, so that pairs count alike.
            let spread = MeanEstimate(
                (0..<base.prompts).map { prompt in
                    let start = ((base.steps - 1) * base.prompts + prompt) * base.candidates
                    let own = base.values[start..<start + base.candidates].map(Double.init)
                    return MeanEstimate(own).standardError * Double(own.count).squareRoot()
                }
            ).mean
            for entry in result.schedules {
                let test = try #require(entry.test)
                #expect(test.gain > 2 * test.gainStandardError, "\(pair) \(entry)")
                #expect(entry.cost <= entry.budget)
                tuned += test.gain / spread
                released += try #require(test.releasedGain) / spread
            }
        }
        #expect(tuned > 1.5 * released, "\(tuned) \(released)")
    }
}
