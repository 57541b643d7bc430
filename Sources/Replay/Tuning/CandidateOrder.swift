import Methods

/// The candidates of each prompt from best to worst, by a weighted sum of scores.
struct CandidateOrder: Sendable {
    /// Prompt x rank: the candidate.
    let candidates: [UInt16]
    /// Prompt x candidate: its rank.
    let ranks: [UInt16]

    /// - Parameters:
    ///   - prompts: which ones, in the order of the rows of the result.
    ///   - weights: one for each of `steps`.
    init(scores: RewardMatrix, prompts: [Int], steps: [Int], weights: [Double]) {
        let count = scores.candidates
        var keys = Array(repeating: UInt64(0), count: count)
        var sums = Array(repeating: 0.0, count: count)
        var candidates: [UInt16] = []
        candidates.reserveCapacity(prompts.count * count)
        var ranks = Array(repeating: UInt16(0), count: prompts.count * count)
        scores.values.withUnsafeBufferPointer { values in
            for (row, prompt) in prompts.enumerated() {
                for candidate in 0..<count { sums[candidate] = 0 }
                for (step, weight) in zip(steps, weights) {
                    let start = (step * scores.prompts + prompt) * count
                    for candidate in 0..<count {
                        sums[candidate] += weight * Double(values[start + candidate])
                    }
                }
                for candidate in 0..<count {
                    keys[candidate] =
                        UInt64(Self.descending(Float(sums[candidate]))) << 32 | UInt64(candidate)
                }
                keys.sort()
                for (rank, key) in keys.enumerated() {
                    let candidate = UInt16(truncatingIfNeeded: key)
                    candidates.append(candidate)
                    ranks[row * count + Int(candidate)] = UInt16(rank)
                }
            }
        }
        self.candidates = candidates
        self.ranks = ranks
    }

    /// A number that is the smaller, the greater the value is.
    private static func descending(_ value: Float) -> UInt32 {
        // Both zeros are one value.
        let bits = (value + 0).bitPattern
        return bits >> 31 == 0 ? ~bits & 0x7FFF_FFFF : bits
    }
}
