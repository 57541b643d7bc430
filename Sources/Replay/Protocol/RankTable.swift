import Methods

/// The ranks of all candidates of each prompt at one step: 0 for the worst, of equal ones the later.
///
/// Ranks instead of scores take half the space, and choosing the best of a subset needs no comparison.
struct RankTable: Sendable {
    /// Prompt x candidate.
    let ranks: [UInt16]
    /// Prompt x place: the candidates from the best to the worst.
    let order: [UInt16]

    init(_ matrix: RewardMatrix, step: Int) {
        let count = matrix.candidates
        var keys = Array(repeating: UInt64(0), count: count)
        var order = Array(repeating: UInt16(0), count: matrix.prompts * count)
        ranks = [UInt16](unsafeUninitializedCapacity: matrix.prompts * count) { ranks, initialized in
            for prompt in 0..<matrix.prompts {
                for (candidate, value) in matrix.row(step: step, prompt: prompt).enumerated() {
                    keys[candidate] =
                        UInt64(Ranking.ascendingBits(value)) << 32 | UInt64(UInt32.max - UInt32(candidate))
                }
                keys.sort()
                for (rank, key) in keys.enumerated() {
                    let candidate = Int(UInt32.max - UInt32(truncatingIfNeeded: key))
                    ranks[prompt * count + candidate] = UInt16(rank)
                    order[prompt * count + count - 1 - rank] = UInt16(candidate)
                }
            }
            initialized = matrix.prompts * count
        }
        self.order = order
    }
}
