import Models

/// A reward of a search, of which there may be several.
public struct SearchReward {
    /// The clean reward: it picks the winner, and prunes in TTSp.
    public let reward: any PictureReward
    /// Prunes in TTSnap, where there is one.
    public let noiseAware: NoiseAwareReward?

    public init(_ reward: any PictureReward, noiseAware: NoiseAwareReward? = nil) {
        self.reward = reward
        self.noiseAware = noiseAware
    }
}

/// How the scores of several rewards become one.
public struct RewardCombination: Sendable, Hashable {
    public enum Rule: String, Sendable, Hashable, CaseIterable, Codable {
        /// Of the rewards themselves.
        case weightedSum = "weighted-sum"
        /// Of each candidate's ranks among the candidates that are compared, from 0 for the least to 1 for the best;
        /// equals share their mean rank.
        case rankSum = "rank-sum"
    }

    public let rule: Rule
    /// One for each reward.
    public let weights: [Double]

    /// One reward as it is.
    public static let single = RewardCombination(unchecked: .weightedSum, [1])

    private init(unchecked rule: Rule, _ weights: [Double]) { (self.rule, self.weights) = (rule, weights) }

    /// - Throws: for weights that do not fit the rewards, or are no numbers.
    public init(_ rule: Rule, weights: [Double], rewards: Int) throws(SearchError) {
        guard weights.count == rewards else {
            throw .rewardWeights(found: weights.count, expected: rewards)
        }
        for weight in weights where !weight.isFinite { throw .rewardWeightNotFinite(weight) }
        self.init(unchecked: rule, weights)
    }

    /// Whether scores are those of the only reward.
    var isSingle: Bool { weights == [1] && rule == .weightedSum }

    /// The weighted sum of one candidate's rewards.
    public func value(_ rewards: [Float]) -> Float {
        Float(zip(weights, rewards).reduce(0) { $0 + $1.0 * Double($1.1) })
    }

    /// One score for each candidate that is compared with the others; NaN where a reward is NaN.
    ///
    /// - Parameter rewards: by candidate and reward.
    public func scores(_ rewards: [[Float]]) -> [Float] {
        guard rule == .rankSum else { return rewards.map(value) }
        let whole = rewards.indices.filter { index in rewards[index].allSatisfy { !$0.isNaN } }
        var sums = Array(repeating: Double.nan, count: rewards.count)
        for index in whole { sums[index] = 0 }
        for (place, weight) in weights.enumerated() {
            let ranks = Ranking.normalizedRanks(whole.map { rewards[$0][place] })
            for (index, rank) in zip(whole, ranks) { sums[index] += weight * Double(rank) }
        }
        return sums.map { Float($0) }
    }
}
