/// Repeats a search on known scores with random subsets of candidates.
public struct Replay: Sendable {
    let scores: RewardMatrix
    let final: RewardMatrix

    /// - Parameters:
    ///   - scores: what candidates are pruned by.
    ///   - final: whose last step picks the winner and is reported.
    public init(scores: RewardMatrix, final: RewardMatrix) throws(ReplayError) {
        guard scores.steps == final.steps, scores.prompts == final.prompts,
            scores.candidates == final.candidates
        else { throw .schedule("the two matrices differ in size") }
        (self.scores, self.final) = (scores, final)
    }

    /// Mean final reward of the winners for each subset; subsets are drawn anew for each prompt.
    public func rewards(schedule: ReplaySchedule, candidates: Int, subsets: Int, seed: UInt64)
        throws(ReplayError) -> [Double]
    {
        let (size, prompts) = (final.candidates, final.prompts)
        guard candidates > 0, candidates <= size else {
            throw .tooManyCandidates(needed: candidates, available: size)
        }
        var state = seed
        func random() -> UInt64 {
            // SplitMix64.
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
        var pool = Array(0..<size)
        return (0..<max(subsets, 0)).map { _ in
            var sum = 0.0
            for prompt in 0..<prompts {
                for index in 0..<candidates {
                    pool.swapAt(index, index + Int(random() % UInt64(size - index)))
                }
                var count = candidates
                for (level, step) in schedule.at.enumerated() {
                    let next = schedule.survivors(count, level)
                    let row = (step * prompts + prompt) * size
                    pool[..<count].sort {
                        let (a, b) = (scores.values[row + $0], scores.values[row + $1])
                        return a != b ? a > b : $0 < $1
                    }
                    count = next
                }
                let row = ((final.steps - 1) * prompts + prompt) * size
                sum += Double(pool[..<count].reduce(-Float.infinity) { max($0, final.values[row + $1]) })
            }
            return sum / Double(prompts)
        }
    }
}
