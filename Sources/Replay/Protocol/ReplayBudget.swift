import Methods

/// What a budget pays for: how many candidates start, and how many survive each level.
public struct ReplayBudget: Sendable {
    public let accounting: Accounting
    public let costs: ReplayCosts
    /// Steps of the sampler; the last one makes the picture.
    public let steps: Int

    public init(accounting: Accounting, costs: ReplayCosts, steps: Int) {
        (self.accounting, self.costs, self.steps) = (accounting, costs, steps)
    }

    /// How many of `count` candidates survive a level; at least one.
    public func survivors(of count: Int, level: Int, schedule: PruningSchedule) -> Int {
        switch accounting {
        case .exact: schedule.survivors(of: count, level: level)
        case .paper: max(1, Int((Double(count) * schedule.keep[level]).rounded(.toNearestOrEven)))
        }
    }

    /// The cost of the search of one prompt.
    public func cost(candidates: Int, schedule: PruningSchedule) -> Double {
        switch accounting {
        case .exact:
            let scale = wholeScale
            return Double(schedule.cost(candidates: candidates, steps: steps, costs: wholeCosts)) / scale
        case .paper: return Double(candidates) * costPerCandidate(schedule)
        }
    }

    /// The greatest number of starting candidates that the budget pays for.
    ///
    /// - Throws: `budgetTooSmall` where not even one is paid for, `tooManyCandidates` where there are not as many.
    public func candidates(
        budget: Double, schedule: PruningSchedule, available: Int
    ) throws(ReplayError) -> Int {
        guard budget.isFinite else { throw .cost("budget", budget, expected: "a finite number") }
        var found: Int?
        switch accounting {
        case .paper:
            // A budget of a whole number of candidates pays for them, whatever the last bit of the quotient says.
            let count = (budget / costPerCandidate(schedule) * (1 + 1e-12)).rounded(.down)
            if count >= 1 { found = Int(min(count, 1e9)) }
        case .exact:
            let whole = Int(min((budget * wholeScale * (1 + 1e-12)).rounded(.down), 1e18))
            if whole > 0 {
                found = schedule.candidates(
                    budget: whole, steps: steps, costs: wholeCosts, maximum: available + 1)
            }
        }
        guard let found else {
            throw .budgetTooSmall(budget: budget, needed: cost(candidates: 1, schedule: schedule))
        }
        guard found <= available else {
            throw .tooManyCandidates(budget: budget, needed: found, available: available)
        }
        return found
    }

    /// As released: survivors by their fractions.
    private func costPerCandidate(_ schedule: PruningSchedule) -> Double {
        if schedule.steps.isEmpty { return Double(steps) * costs.denoiser + costs.verifier }
        var (cost, alive, last) = (0.0, 1.0, 0)
        for (level, step) in schedule.steps.enumerated() {
            cost += alive * (Double(step - last) * costs.denoiser + costs.verifier)
            alive *= schedule.keep[level]
            last = step
        }
        return cost + alive * (Double(steps - 1 - last) * costs.denoiser + costs.verifier)
    }

    /// The search counts in whole numbers: costs are scaled by a power of ten, so that decimal ones stay exact, to at
    /// most 10^9, so that 4,096 candidates of 10,000 steps do not overflow.
    private var wholeScale: Double {
        var scale = 1.0
        let greatest = max(costs.denoiser, costs.verifier)
        while greatest * scale > 1e9 { scale /= 10 }
        while greatest * scale * 10 <= 1e9 { scale *= 10 }
        return scale
    }

    private var wholeCosts: CallCosts {
        let scale = wholeScale
        return CallCosts(
            encoder: 0, denoiser: max(1, Int((costs.denoiser * scale).rounded())),
            verifier: Int((costs.verifier * scale).rounded()))
    }
}
