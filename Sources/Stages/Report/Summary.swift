import Methods

/// `summary.json`: the figures that a report shows, under names that scripts rely on.
struct Summary: Encodable {
    struct Change: Encodable {
        let step: Int
        let before: Double
        let after: Double
    }

    struct NoiseAware: Encodable {
        let tau: [Change]
        /// Empty where there is no judge.
        let auc: [Change]
        let topSelection: [Change]

        enum CodingKeys: String, CodingKey {
            case tau, auc
            case topSelection = "top_selection"
        }

        init(_ figures: NoiseAwareFigures) {
            func changes(_ value: (RankingQuality) -> MeanEstimate?) -> [Change] {
                figures.levels.compactMap { level in
                    guard let before = value(level.before), let after = value(level.after) else { return nil }
                    return Change(step: level.before.step, before: before.mean, after: after.mean)
                }
            }
            tau = changes(\.tau)
            auc = changes(\.areaUnderCurve)
            topSelection = changes(\.topSelection)
        }
    }

    struct Strategy: Encodable {
        let reward: Double
        let rewardError: Double
        /// Nil where there is no judge.
        let judge: Double?
        let judgeError: Double?
        let macs: Int
        let candidates: Int

        enum CodingKeys: String, CodingKey {
            case reward, judge, macs, candidates
            case rewardError = "reward_se"
            case judgeError = "judge_se"
        }

        init(_ row: SearchFigures.Row) {
            reward = row.reward.mean
            rewardError = row.reward.standardError
            judge = row.judge?.mean
            judgeError = row.judge?.standardError
            macs = row.macs
            candidates = row.candidates
        }
    }

    struct Side: Encodable {
        let reward: Double
        let rewardError: Double
        /// Nil where there is no judge.
        let judge: Double?
        let judgeError: Double?
        let macs: Int

        enum CodingKeys: String, CodingKey {
            case reward, judge, macs
            case rewardError = "reward_se"
            case judgeError = "judge_se"
        }

        init(_ side: HypernetworkFigures.Side) {
            reward = side.reward.mean
            rewardError = side.reward.standardError
            judge = side.judge?.mean
            judgeError = side.judge?.standardError
            macs = side.macs
        }
    }

    struct Hypernetwork: Encodable {
        let base: Side
        let hypernetwork: Side
    }

    var narf: NoiseAware?
    var comparison: NoiseAwareComparison?
    var search: [String: Strategy]?
    var hypernetwork: Hypernetwork?
}
