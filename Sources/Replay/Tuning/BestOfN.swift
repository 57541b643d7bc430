/// Best-of-N in closed form: the mean over all subsets.
enum BestOfN {
    /// Expected greatest final reward of `count` candidates of a prompt, drawn without replacement.
    ///
    /// The r-th best of D (r from 0) is the best of the subset with probability C(D - 1 - r, N - 1) / C(D, N).
    static func reward(of final: RewardMatrix, prompt: Int, count: Int) -> Double {
        let size = final.candidates
        let start = ((final.steps - 1) * final.prompts + prompt) * size
        let sorted = final.values[start..<start + size].sorted(by: >)
        var probability = Double(count) / Double(size)
        var sum = 0.0
        for rank in 0...(size - count) {
            sum += probability * Double(sorted[rank])
            if rank < size - count {
                probability *= Double(size - count - rank) / Double(size - 1 - rank)
            }
        }
        return sum
    }
}
