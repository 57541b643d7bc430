import Methods

/// A schedule during the search for the best one: steps, shares, and what they come to within the budget.
struct CandidateSchedule: Sendable, Hashable {
    let at: [Int]
    /// In thousandths.
    let keep: [Double]
    /// The greatest number of starting candidates that the budget pays for.
    let candidates: Int
    /// Candidates left after each level: less at each, or the level would not be there.
    let survivors: [Int]

    /// Shares are rounded to thousandths: they stay readable, and no search tells finer ones apart.
    private static let thousand = 1000.0

    /// Takes the levels that prune and leaves out the others, at which nothing is decided, scored or paid.
    ///
    /// - Parameter portions: step and share of *all* starting candidates that is left after it, ascending by step.
    init?(portions: [(step: Int, share: Double)], budget: Double, cost: ExactCost, maximum: Int) {
        var levels: [(step: Int, keep: Double)] = []
        var left = 1.0
        for (step, share) in portions {
            let keep = min(
                1, max(1 / Self.thousand, (share / left * Self.thousand).rounded() / Self.thousand))
            levels.append((step, keep))
            left = min(left, share)
        }
        while true {
            let (at, keep) = (levels.map(\.step), levels.map(\.keep))
            guard let count = cost.candidates(budget: budget, at: at, keep: keep, maximum: maximum) else {
                return nil
            }
            let survivors = ExactCost.survivors(of: count, keep: keep)
            let pruning = levels.indices.filter { survivors[$0] < ($0 == 0 ? count : survivors[$0 - 1]) }
            if pruning.count == levels.count {
                (self.at, self.keep, candidates, self.survivors) = (at, keep, count, survivors)
                return
            }
            levels = pruning.map { levels[$0] }
        }
    }

    /// The inverse of the shares given to `init`.
    var portions: [(step: Int, share: Double)] {
        zip(at, survivors).map { ($0, Double($1) / Double(candidates)) }
    }
}
