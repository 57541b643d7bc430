import Models
import Tensors

/// How well a reward ranks the candidates of a prompt when it sees only the estimates of one step.
public struct RankingQuality: Sendable, Codable {
    public let step: Int
    /// Kendall's tau to the clean reward of the finished pictures, mean over prompts.
    public let tau: MeanEstimate
    /// Share of prompts whose best-scored candidate is the one with the best clean reward.
    public let topSelection: MeanEstimate
    /// Probability that a right picture scores above a wrong one of the same prompt, mean over prompts that have
    /// both; right and wrong as an exact judge sees the finished pictures. Nil where there is no judge.
    public let areaUnderCurve: MeanEstimate?

    /// - Parameters:
    ///   - isRight: the judge's verdict on each finished picture; nil where there is no judge.
    ///   - reward: the model that scores the estimates of `step`.
    public init(step: Int, dataset: TweedieTrajectories, isRight: [Bool]?, reward: any PictureReward) throws {
        self.init(
            step: step, dataset: dataset, isRight: isRight,
            scores: try Self.scores(dataset.estimates[step]!, dataset: dataset, reward: reward))
    }

    init(step: Int, dataset: TweedieTrajectories, isRight: [Bool]?, scores: [Float]) {
        self.step = step
        var (taus, tops, areas): ([Double], [Double], [Double]) = ([], [], [])
        for group in dataset.groups {
            let own = group.map { scores[$0] }
            let final = group.map { dataset.rewards[$0] }
            if let tau = Ranking.kendallTau(own, final) { taus.append(tau) }
            tops.append(Ranking.selectsTop(own, final: final) ? 1 : 0)
            if let isRight, let area = Ranking.areaUnderCurve(own, isRight: group.map { isRight[$0] }) {
                areas.append(area)
            }
        }
        tau = MeanEstimate(taus)
        topSelection = MeanEstimate(tops)
        areaUnderCurve = isRight.map { _ in MeanEstimate(areas) }
    }

    /// Scores of all trajectories, in batches.
    public static func scores(
        _ views: Tensor, dataset: TweedieTrajectories, reward: any PictureReward
    ) throws -> [Float] {
        let captions = try dataset.captions(readBy: reward)
        return Execution.withoutGradients {
            stride(from: 0, to: dataset.count, by: reward.largestBatch).flatMap { start in
                let part = Array(start..<min(start + reward.largestBatch, dataset.count))
                return reward.score(views.gathered(part), captions: captions.gathered(part)).elements
            }
        }
    }
}
