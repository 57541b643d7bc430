import Foundation
import Methods
import Testing

@testable import Replay

/// The figures that were measured on the released values.
@Suite(.serialized) struct ReleasedValuesTests {
    static let root = ProcessInfo.processInfo.environment["TTSNAP_VALUES"] ?? "../shared/ttsnap-values"

    /// Omega of TTSp and TTSnap, and best-of-N, TTSp and TTSnap at a budget of 2,000, with 200 random subsets.
    struct Figures: CustomTestStringConvertible {
        let generator: String
        let reward: String
        let omegas: [Double]
        let rewards: [Double]
        /// Of the rewards.
        let tolerance: Double

        var testDescription: String { "\(generator) \(reward)" }
    }

    static let all = [
        Figures(
            generator: "flux", reward: "imr", omegas: [8.8, 30.8], rewards: [1.427, 1.454, 1.522],
            tolerance: 0.006),
        Figures(
            generator: "flux", reward: "pic", omegas: [-1.2, 37.3], rewards: [22.187, 22.178, 22.376],
            tolerance: 0.012),
        Figures(
            generator: "sdxl", reward: "pic", omegas: [-12.7, 6.0], rewards: [21.671, 21.617, 21.704],
            tolerance: 0.012),
    ]

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: root + "/flux_imr_val_base")), arguments: all)
    func releasedProtocol(_ figures: Figures) throws {
        let folder = "\(Self.root)/\(figures.generator)_\(figures.reward)_val_"
        let base = try RewardMatrix(folder: folder + "base")
        let aware = try RewardMatrix(folder: folder + "naft", fallback: folder + "base")
        #expect(base.sizes == [20, 200, 200])
        let replay = try Replay(
            rewards: RewardSet([ReplayReward(name: figures.reward, base: base, noiseAware: aware)]),
            schedule: PruningSchedule(steps: [2, 6, 11], keep: [0.4, 0.4, 0.5], of: base.steps),
            costs: ReplayCosts(denoiser: 9.9, verifier: 1.2), accounting: .paper)
        let curves = try replay.curves(
            budgets: Array(stride(from: 400, through: 4000, by: 200)), subsets: 200, seed: 1)
        for (strategy, omega) in zip([SearchStrategy.ttsp, .ttsnap], figures.omegas) {
            let found = try #require(curves.omega(strategy))
            #expect(abs(found - omega) < 1.2, "\(strategy) \(found) \(omega)")
        }
        for (curve, reward) in zip(curves.curves, figures.rewards) {
            let found = curve.points[8].rewards[0]
            #expect(abs(found.mean - reward) < figures.tolerance, "\(curve.strategy) \(found) \(reward)")
            #expect(found.standardError > 0 && found.standardError < figures.tolerance)
            if let expected = curve.points[8].expected {
                #expect(abs(found.mean - expected) < 5 * found.standardError)
            }
        }
        #expect(curves.curves.map { $0.points[8].candidates } == [10, 38, 38])
    }
}
