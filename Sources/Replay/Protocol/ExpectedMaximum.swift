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
        mean(
            of: sortedMeans(of: matrix, table: RankTable(matrix, step: matrix.steps - 1)),
            candidates: candidates)
    }

    /// The same from `sortedMeans`, for many numbers of candidates.
    static func mean(of sortedMeans: [Double], candidates: Int) -> Double {
        precondition((1...sortedMeans.count).contains(candidates), "as many candidates as there are")
        return zip(weights(candidates: candidates, of: sortedMeans.count), sortedMeans).reduce(0) {
            $0 + $1.0 * $1.1
        }
    }

    /// The mean over prompts of the best final reward, the second best and so on.
    ///
    /// - Parameter table: of the last step.
    static func sortedMeans(of matrix: RewardMatrix, table: RankTable) -> [Double] {
        let count = matrix.candidates
        var sums = Array(repeating: 0.0, count: count)
        for prompt in 0..<matrix.prompts {
            let row = ((matrix.steps - 1) * matrix.prompts + prompt) * count
            for place in 0..<count {
                sums[place] += Double(matrix.values[row + Int(table.order[prompt * count + place])])
            }
        }
        return sums.map { $0 / Double(matrix.prompts) }
    }
}
