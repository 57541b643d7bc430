import Kernels
import Methods

/// The figures of a replay under names that scripts rely on.
public struct ReplayFigures: Codable, Sendable {
    /// In per cent; nil where it is not defined.
    public struct Omegas: Codable, Sendable {
        public var ttsp: Double?
        public var ttsnap: Double?
    }

    /// One strategy, a number for each budget.
    public struct Curve: Codable, Sendable {
        public var candidates: [Int]
        public var cost: [Double]
        public var reward: [Double]
        public var rewardError: [Double]
        /// Above best-of-N; nil of best-of-N itself.
        public var gain: [Double]?
        public var gainError: [Double]?
        /// Of best-of-N with one reward, in closed form.
        public var expected: [Double]?

        enum CodingKeys: String, CodingKey {
            case candidates, cost, reward, gain, expected
            case rewardError = "reward_se"
            case gainError = "gain_se"
        }
    }

    public struct Curves: Codable, Sendable {
        public var budgets: [Double]
        public var bestOfN: Curve
        public var ttsp: Curve
        public var ttsnap: Curve?

        enum CodingKeys: String, CodingKey {
            case budgets, ttsp, ttsnap
            case bestOfN = "best_of_n"
        }

        public subscript(strategy: SearchStrategy) -> Curve? {
            switch strategy {
            case .bestOfN: bestOfN
            case .ttsp: ttsp
            case .ttsnap: ttsnap
            case .zeroOrder, .paths, .noiseOptimization: nil  // Their candidates are not in any matrix.
            }
        }
    }

    /// A number for each step.
    public struct Ranking: Codable, Sendable {
        public var kendallTau: [Double]
        public var kendallTauError: [Double]
        public var topSelectionAccuracy: [Double]
        public var topSelectionGap: [Double]
        public var topQuarterAccuracy: [Double]
        public var topQuarterGap: [Double]

        enum CodingKeys: String, CodingKey {
            case kendallTau = "kendall_tau"
            case kendallTauError = "kendall_tau_se"
            case topSelectionAccuracy = "top_selection_accuracy"
            case topSelectionGap = "top_selection_gap"
            case topQuarterAccuracy = "top_quarter_accuracy"
            case topQuarterGap = "top_quarter_gap"
        }

        init(_ steps: [StepRanking]) {
            kendallTau = steps.map(\.kendallTau.mean)
            kendallTauError = steps.map(\.kendallTau.standardError)
            topSelectionAccuracy = steps.map(\.topSelectionAccuracy.mean)
            topSelectionGap = steps.map(\.topSelectionGap.mean)
            topQuarterAccuracy = steps.map(\.topQuarterAccuracy.mean)
            topQuarterGap = steps.map(\.topQuarterGap.mean)
        }
    }

    public struct Rankings: Codable, Sendable {
        public var base: Ranking
        public var noiseAware: Ranking?

        enum CodingKeys: String, CodingKey {
            case base
            case noiseAware = "noise_aware"
        }
    }

    /// All that is known of one reward.
    public struct Reward: Codable, Sendable {
        public var name: String
        public var omega: Omegas
        public var curves: Curves
        public var ranking: Rankings
    }

    /// What was asked for.
    public struct Settings: Codable, Sendable {
        public var accounting: Accounting
        public var at: [Int]
        public var keep: [Double]
        public var denoiserCost: Double
        public var verifierCost: Double
        public var subsets: Int
        public var seed: UInt64
        public var steps: Int
        public var prompts: Int
        public var candidates: Int

        enum CodingKeys: String, CodingKey {
            case accounting, at, keep, subsets, seed, steps, prompts, candidates
            case denoiserCost = "denoiser_cost"
            case verifierCost = "verifier_cost"
        }
    }

    public var settings: Settings
    /// Of the first reward, which is the only one in most cases.
    public var omega: Omegas
    public var curves: Curves
    public var ranking: Rankings
    /// All rewards.
    public var rewards: [Reward]

    /// Carries out a replay.
    public init(
        _ replay: Replay, budgets: [Double], subsets: Int, seed: UInt64, compute: Compute = Compute(),
        progress: (Int) throws -> Void = { _ in }
    ) throws {
        let curves = try replay.curves(
            budgets: budgets, subsets: subsets, seed: seed, compute: compute, progress: progress)
        rewards = replay.rewards.rewards.enumerated().map { index, reward in
            func ranking(_ scores: RewardMatrix) -> Ranking {
                Ranking(
                    StepRanking.all(of: scores, final: reward.base, scale: reward.scale, compute: compute))
            }
            return Reward(
                name: reward.name,
                omega: Omegas(
                    ttsp: curves.omega(.ttsp, reward: index), ttsnap: curves.omega(.ttsnap, reward: index)),
                curves: Self.curves(curves, reward: index),
                ranking: Rankings(base: ranking(reward.base), noiseAware: reward.noiseAware.map(ranking)))
        }
        (omega, self.curves, ranking) = (rewards[0].omega, rewards[0].curves, rewards[0].ranking)
        settings = Settings(
            accounting: replay.accounting, at: replay.schedule.steps, keep: replay.schedule.keep,
            denoiserCost: replay.costs.denoiser, verifierCost: replay.costs.verifier, subsets: subsets,
            seed: seed, steps: replay.rewards.steps, prompts: replay.rewards.prompts,
            candidates: replay.rewards.candidates)
    }

    private static func curves(_ curves: ReplayCurves, reward: Int) -> Curves {
        func curve(_ strategy: SearchStrategy) -> Curve? {
            guard let points = curves[strategy]?.points else { return nil }
            let isBest = strategy == .bestOfN
            let expected = points.compactMap(\.expected)
            return Curve(
                candidates: points.map(\.candidates), cost: points.map(\.cost),
                reward: points.map { $0.rewards[reward].mean },
                rewardError: points.map { $0.rewards[reward].standardError },
                gain: isBest ? nil : points.map { $0.gains[reward].mean },
                gainError: isBest ? nil : points.map { $0.gains[reward].standardError },
                expected: expected.isEmpty ? nil : expected)
        }
        return Curves(
            budgets: curves.budgets, bestOfN: curve(.bestOfN)!, ttsp: curve(.ttsp)!, ttsnap: curve(.ttsnap))
    }
}
