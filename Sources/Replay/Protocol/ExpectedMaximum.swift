/// Best-of-N in closed form: the mean over all subsets of N candidates, without drawing any.
public enum ExpectedMaximum {
    /// The weight of the r-th best of M candidates (r from 0): C(M - 1 - r, N - 1) / C(M, N), the chance that it is the best
    /// of N drawn without replacement.
    static func weights(candidates: Int, of available: Int) -> [Double] {
        var weights = [Double(candidates) / Double(available)]
        for rank in 0..<available - candidates {
            weights.append(
                weights[rank] * Double(available - candidates - rank) / Double(available - 1 - rank))
        }
        return weights
    }

    /// The mean over prompts of the expected greatest final reward.
    public static func mean(of matrix: RewardMatrix, candidates: Int) -> Double {
        precondition((1...matrix.candidates).contains(candidates), "as many candidates as there are")
        let weights = weights(candidates: candidates, of: matrix.candidates)
        var sum = 0.0
        for prompt in 0..<matrix.prompts {
            let sorted = matrix.row(step: matrix.steps - 1, prompt: prompt).sorted(by: >)
            for (weight, value) in zip(weights, sorted) { sum += weight * Double(value) }
        }
        return sum / Double(matrix.prompts)
    }
}
