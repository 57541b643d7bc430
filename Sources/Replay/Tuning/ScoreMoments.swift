import Methods

/// Covariances within prompts of the scores of all steps with each other and with the final reward, from which the
/// prediction of the final reward from any choice of steps follows without another look at the scores.
struct ScoreMoments: Sendable {
    let steps: Int
    /// Step x step.
    private var scores: [Double]
    /// Of each step's score with the final reward.
    private var final: [Double]

    init(steps: Int) {
        self.steps = steps
        scores = Array(repeating: 0, count: steps * steps)
        final = Array(repeating: 0, count: steps)
    }

    /// Sums over the candidates of one prompt.
    init(scores matrix: RewardMatrix, final goal: RewardMatrix, prompt: Int) {
        self.init(steps: matrix.steps)
        let count = matrix.candidates
        func centred(_ matrix: RewardMatrix, _ step: Int) -> [Double] {
            let start = (step * matrix.prompts + prompt) * count
            let own = matrix.values[start..<start + count].map(Double.init)
            let mean = own.reduce(0, +) / Double(count)
            return own.map { $0 - mean }
        }
        let rows = (0..<steps).map { centred(matrix, $0) }
        let goal = centred(goal, goal.steps - 1)
        func product(_ a: [Double], _ b: [Double]) -> Double {
            var sum = 0.0
            for index in 0..<count { sum += a[index] * b[index] }
            return sum
        }
        for step in 0..<steps {
            final[step] = product(rows[step], goal)
            for other in 0...step {
                let value = product(rows[step], rows[other])
                scores[step * steps + other] = value
                scores[other * steps + step] = value
            }
        }
    }

    static func += (sum: inout ScoreMoments, one: ScoreMoments) {
        for index in sum.scores.indices { sum.scores[index] += one.scores[index] }
        for index in sum.final.indices { sum.final[index] += one.final[index] }
    }

    /// Weights of the scores at `at` in the linear prediction of the final reward: ridge regression on scores of unit
    /// variance within prompts, `ridge` being the penalty for each candidate.
    ///
    /// Only the order of the predictions matters, so the weights are scaled to absolute values that sum to 1. Where
    /// nothing can be predicted the last score alone counts.
    func weights(at: [Int], ridge: Double) -> [Double] {
        let count = at.count
        let scale = at.map { scores[$0 * steps + $0].squareRoot() }
        let used = at.indices.filter { scale[$0] > 0 }
        var rows = used.map { i in
            used.map { j in
                scores[at[i] * steps + at[j]] / (scale[i] * scale[j]) + (i == j ? ridge : 0)
            } + [final[at[i]] / scale[i]]
        }
        // The matrix is positive definite, so that no rows need to change places.
        for pivot in rows.indices {
            for row in rows.indices where row != pivot {
                let factor = rows[row][pivot] / rows[pivot][pivot]
                for column in pivot..<rows[row].count { rows[row][column] -= factor * rows[pivot][column] }
            }
        }
        var weights = Array(repeating: 0.0, count: count)
        for (row, level) in used.enumerated() {
            weights[level] = rows[row][used.count] / rows[row][row] / scale[level]
        }
        let sum = weights.reduce(0) { $0 + abs($1) }
        guard sum > 0, sum.isFinite else {
            return (0..<count).map { $0 == count - 1 ? 1 : 0 }
        }
        return weights.map { $0 / sum }
    }
}
