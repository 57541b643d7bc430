import Tensors

/// The Bradley-Terry loss of pairs: how surprising it is that the better one of two wins.
public enum PairwisePreference {
    /// `-log σ((s₁ - s₂) / temperature)`, mean over all pairs of a group whose first has the higher reward. Pairs of equal
    /// rewards say nothing. The gradient at a score is, over the pairs that it is in, `∓ σ((s₂ - s₁) / temperature)
    /// / (temperature · pairs)`.
    ///
    /// - Parameters:
    ///   - scores: `[n]`.
    ///   - rewards: which of two is better.
    ///   - groups: places that may be compared with each other.
    /// - Returns: a scalar; nil where there is no pair.
    public static func loss(
        _ scores: Tensor, rewards: [Float], groups: [Range<Int>], temperature: Float
    ) -> Tensor? {
        var (better, worse): ([Int], [Int]) = ([], [])
        for group in groups {
            for first in group {
                for second in group where rewards[first] > rewards[second] {
                    better.append(first)
                    worse.append(second)
                }
            }
        }
        if better.isEmpty { return nil }
        let rows = scores.reshaped([scores.count, 1])
        return ((rows.gathered(worse) - rows.gathered(better)) * (1 / temperature)).softplus.mean()
    }
}
