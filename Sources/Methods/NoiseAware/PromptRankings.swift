import Models
import Tensors

/// What a reward makes of early estimates, prompt by prompt: how it ranks the candidates of a prompt at each of some
/// steps, and what a pruned search finds with it.
public struct PromptRankings: Sendable {
    /// One prompt at one step; see `Ranking`.
    public struct Ranks: Sendable {
        /// Nil where all scores, or all clean rewards, are equal.
        public let tau: Double?
        public let topSelection: Double
        /// Nil without a judge, and where candidates are all right or all wrong.
        public let areaUnderCurve: Double?
    }

    /// By step, then by prompt.
    public let ranks: [Int: [Ranks]]
    /// Clean reward of the candidate that the search found, by prompt.
    public let found: [Double]
    /// Whether the judge calls it right, as 0 or 1; nil without a judge.
    public let foundRight: [Double]?

    /// - Parameters:
    ///   - scores: by step, of all trajectories; the steps of the schedule are among them.
    ///   - steps: at which rankings are compared.
    ///   - schedule: of the search, which starts with all candidates of a prompt.
    ///   - isRight: the judge's verdict on each finished picture; nil where there is no judge.
    public init(
        scores: [Int: [Float]], steps: [Int], schedule: PruningSchedule, dataset: TweedieTrajectories,
        isRight: [Bool]?
    ) {
        let groups = dataset.groups
        ranks = Dictionary(
            uniqueKeysWithValues: steps.map { step in
                let scores = scores[step]!
                return (
                    step,
                    groups.map { group in
                        let own = group.map { scores[$0] }
                        let final = group.map { dataset.rewards[$0] }
                        return Ranks(
                            tau: Ranking.kendallTau(own, final),
                            topSelection: Ranking.selectsTop(own, final: final) ? 1 : 0,
                            areaUnderCurve: isRight.flatMap { right in
                                Ranking.areaUnderCurve(own, isRight: group.map { right[$0] })
                            })
                    }
                )
            })
        let winners = groups.map { group in
            var alive = group
            for (level, step) in schedule.steps.enumerated() {
                let order = Ranking.descending(alive.map { scores[step]![$0] })
                alive = order.prefix(schedule.survivors(of: alive.count, level: level)).map { alive[$0] }
            }
            return alive[Ranking.argmax(alive.map { dataset.rewards[$0] }) ?? 0]
        }
        found = winners.map { Double(dataset.rewards[$0]) }
        foundRight = isRight.map { right in winners.map { right[$0] ? 1 : 0 } }
    }

    /// Scores of all trajectories at some steps.
    ///
    /// - Parameter reward: which reward judges the estimates of a step.
    public static func scores(
        steps: [Int], dataset: TweedieTrajectories, reward: (Int) -> any PictureReward
    ) throws -> [Int: [Float]] {
        var scores: [Int: [Float]] = [:]
        for step in steps {
            scores[step] = try RankingQuality.scores(
                dataset.estimates[step]!, dataset: dataset, reward: reward(step))
        }
        return scores
    }
}
