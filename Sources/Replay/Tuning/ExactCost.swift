import Methods

/// What a pruned search of one prompt costs, every call included: the rule of `PruningSchedule.cost`, with costs that
/// need not be whole numbers.
struct ExactCost: Sendable {
    let costs: TunedSchedule.Costs
    /// Steps of the sampler.
    let steps: Int

    /// How many candidates are left after each level.
    static func survivors(of candidates: Int, keep: [Double]) -> [Int] {
        var count = candidates
        return keep.map {
            count = max(1, Int((Double(count) * $0).rounded()))
            return count
        }
    }

    func cost(candidates: Int, at: [Int], keep: [Double]) -> Double {
        var cost = costs.encoder
        var (count, done) = (candidates, 0)
        for (level, step) in at.enumerated() {
            cost += Double(count * (step + 1 - done)) * costs.denoiser
            done = step + 1
            let next = max(1, Int((Double(count) * keep[level]).rounded()))
            if next < count { cost += Double(count) * (costs.decoder + costs.verifier) }
            count = next
        }
        cost += Double(count * (steps - done)) * costs.denoiser + Double(count) * costs.decoder
        if count > 1 { cost += Double(count) * costs.verifier }
        return cost
    }

    /// The greatest number of candidates, up to `maximum`, that the budget pays for; `nil` when not even one fits.
    func candidates(budget: Double, at: [Int], keep: [Double], maximum: Int) -> Int? {
        // Sums of costs such as 9.9 miss a budget that they meet exactly by their rounding alone.
        let limit = budget * (1 + 1e-12)
        let first = Double((at.first ?? steps - 1) + 1) * costs.denoiser
        var best: Int?
        for count in stride(from: 1, through: maximum, by: 1) {
            if Double(count) * first > limit { break }
            if cost(candidates: count, at: at, keep: keep) <= limit { best = count }
        }
        return best
    }
}
