import Kernels
import Methods

/// How well the scores of one step foretell the final reward; means over prompts, with standard errors over prompts.
///
/// As in the evaluation that the authors of TTSnap released with their training code.
public struct StepRanking: Sendable {
    /// Kendall's tau-b to the final rewards, over the prompts where it is defined.
    public let kendallTau: MeanEstimate
    /// How often the best candidate of all survives when a share of them is kept, mean over the shares 5 %, 10 % ... 95 %.
    public let topSelectionAccuracy: MeanEstimate
    /// By how much the best final reward of all is above the best one that survives, mean over the same shares.
    public let topSelectionGap: MeanEstimate
    /// The same for a share of 25 %.
    public let topQuarterAccuracy: MeanEstimate
    public let topQuarterGap: MeanEstimate

    /// As `numpy.arange(0.05, 1, 0.05)` has them.
    static let shares = (0..<19).map { 0.05 + Double($0) * 0.05 }
    static let quarter = 0.25
    /// Gaps below it are none.
    static let tolerance: Float = 1e-10

    /// The ranking at each step.
    ///
    /// - Parameters:
    ///   - final: whose last step is foretold.
    ///   - scale: how gaps are reported.
    public static func all(
        of scores: RewardMatrix, final: RewardMatrix, scale: RewardScale = .plain,
        compute: Compute = Compute()
    ) -> [StepRanking] {
        precondition(scores.sizes == final.sizes, "matrices of one size")
        var results = [StepRanking?](repeating: nil, count: scores.steps)
        results.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            compute.forEachTile(scores.steps) { step in
                buffer[step] = StepRanking(scores, step: step, final: final, scale: scale)
            }
        }
        return results.map { $0! }
    }

    init(_ scores: RewardMatrix, step: Int, final: RewardMatrix, scale: RewardScale) {
        var taus: [Double] = []
        var (accuracy, gap): ([Double], [Double]) = ([], [])
        var (quarterAccuracy, quarterGap): ([Double], [Double]) = ([], [])
        for prompt in 0..<scores.prompts {
            let own = Array(scores.row(step: step, prompt: prompt))
            let target = Array(final.row(step: final.steps - 1, prompt: prompt))
            if let tau = Ranking.kendallTau(own, target) { taus.append(tau) }
            let selection = TopSelection(own, final: target)
            let gaps = Self.shares.map { selection.gap(share: $0) }
            accuracy.append(
                Double(gaps.count { $0 < Self.tolerance }) / Double(gaps.count))
            gap.append(gaps.reduce(0) { $0 + Double($1) } / Double(gaps.count) * scale.factor)
            let quarter = selection.gap(share: Self.quarter)
            quarterAccuracy.append(quarter < Self.tolerance ? 1 : 0)
            quarterGap.append(Double(quarter) * scale.factor)
        }
        kendallTau = MeanEstimate(taus)
        topSelectionAccuracy = MeanEstimate(accuracy)
        topSelectionGap = MeanEstimate(gap)
        topQuarterAccuracy = MeanEstimate(quarterAccuracy)
        topQuarterGap = MeanEstimate(quarterGap)
    }
}

/// What is lost when only the best-scored candidates of a prompt are kept.
struct TopSelection {
    /// From the best score to the least, the best final reward up to there; equal scores are kept together.
    private let best: [Float]
    private let greatest: Float

    init(_ scores: [Float], final: [Float]) {
        let order = Ranking.descending(scores)
        var best = order.map { final[$0] }
        for index in best.indices.dropFirst() { best[index] = max(best[index], best[index - 1]) }
        for index in best.indices.dropLast().reversed()
        where scores[order[index]] == scores[order[index + 1]] {
            best[index] = best[index + 1]
        }
        self.best = best
        greatest = best.last ?? 0
    }

    /// - Parameter share: of the candidates that are kept, rounded down; at least one.
    func gap(share: Double) -> Float {
        greatest - best[max(1, Int(share * Double(best.count))) - 1]
    }
}
