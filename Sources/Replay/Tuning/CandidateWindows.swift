/// Subsets of candidates on which schedules are tried out.
///
/// A permutation of all candidates is cut into windows, so that within one each candidate takes part once: the mean
/// over such subsets varies far less than over as many independent ones. The same permutations serve every schedule.
struct CandidateWindows: Sendable {
    let candidates: Int
    /// Permutations for each prompt.
    let permutations: Int
    /// How many candidates all subsets of one prompt should have together.
    private let total: Int
    /// Prompt x permutation x candidate.
    private let values: [UInt16]
    private let rows: [Int: Int]

    /// - Parameter passes: how often each candidate takes part, about; once is enough where all take part together.
    init(prompts: [Int], candidates: Int, passes: Int, seed: UInt64) {
        self.candidates = candidates
        total = passes * candidates
        // Windows of just more than half of the candidates use one permutation each.
        permutations = 2 * passes
        var values: [UInt16] = []
        values.reserveCapacity(prompts.count * permutations * candidates)
        for prompt in prompts {
            for permutation in 0..<permutations {
                var random = SplitMix(seed, prompt, permutation)
                let start = values.count
                for candidate in 0..<candidates { values.append(UInt16(candidate)) }
                for index in 0..<candidates {
                    values.swapAt(start + index, start + index + random.below(candidates - index))
                }
            }
        }
        self.values = values
        rows = Dictionary(uniqueKeysWithValues: prompts.enumerated().map { ($1, $0) })
    }

    /// How many subsets of `count` candidates there are.
    func subsets(of count: Int) -> Int {
        guard count < candidates else { return 1 }
        return min(permutations * (candidates / count), (total + count - 1) / count)
    }

    /// Calls `body` with all permutations of a prompt, one behind the other, and the offset of each subset's start.
    func withSubsets<Result>(
        of count: Int, prompt: Int, _ body: (UnsafePointer<UInt16>, (Int) -> Int) -> Result
    ) -> Result {
        let windows = candidates / count
        let start = (rows[prompt] ?? 0) * permutations * candidates
        return values.withUnsafeBufferPointer { buffer in
            body(buffer.baseAddress! + start) { $0 / windows * candidates + $0 % windows * count }
        }
    }
}
