import Kernels
import Methods

/// Repeats searches on rewards that are known: which reward would best-of-N, TTSp and TTSnap find at a budget, on average
/// over random candidates?
public struct Replay: Sendable {
    public let rewards: RewardSet
    public let schedule: PruningSchedule
    public let accounting: Accounting
    public let costs: ReplayCosts

    /// More subsets than any figure needs.
    public static let maximumSubsets = 1_000_000
    /// Subset x candidate, at one budget.
    private static let maximumPlaces = 1 << 28

    public init(
        rewards: RewardSet, schedule: PruningSchedule, costs: ReplayCosts, accounting: Accounting
    ) throws(ReplayError) {
        guard schedule.steps.allSatisfy({ $0 < rewards.steps - 1 }) else {
            throw .rewards(
                "the schedule prunes at the steps \(schedule.steps), the rewards have the steps 0 to "
                    + "\(rewards.steps - 1), of which the last is the picture itself")
        }
        self.rewards = rewards
        self.schedule = schedule
        self.costs = costs
        self.accounting = accounting
    }

    /// Best-of-N and TTSp, and TTSnap where there are noise-aware rewards.
    public var strategies: [SearchStrategy] {
        rewards.isNoiseAware ? [.bestOfN, .ttsp, .ttsnap] : [.bestOfN, .ttsp]
    }

    /// The curves over some budgets.
    ///
    /// - Parameters:
    ///   - subsets: random choices of candidates at each budget.
    ///   - seed: decides them; the same budget has the same subsets among any others.
    ///   - progress: called after each budget with how many are done; what it throws ends the replay.
    public func curves(
        budgets: [Double], subsets: Int, seed: UInt64, compute: Compute = Compute(),
        progress: (Int) throws -> Void = { _ in }
    ) throws -> ReplayCurves {
        guard !budgets.isEmpty else { throw ReplayError.budgets("there is none") }
        guard zip(budgets, budgets.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw ReplayError.budgets("\(budgets) do not ascend")
        }
        guard (1...Self.maximumSubsets).contains(subsets) else {
            throw ReplayError.tooLarge(
                place: "subsets", found: "\(subsets)", limit: Self.maximumSubsets)
        }
        let tables = tables(compute)
        let best = ExpectedMaximum.sortedMeans(of: rewards.rewards[0].base, table: tables.finals[0])
        let budget = ReplayBudget(accounting: accounting, costs: costs, steps: rewards.steps)
        // All are checked before the first one is computed.
        let counts = try budgets.map { amount in
            try strategies.map { strategy in
                try budget.candidates(
                    budget: amount, schedule: schedule(of: strategy), available: rewards.candidates)
            }
        }
        guard subsets * (counts.joined().max() ?? 1) <= Self.maximumPlaces else {
            throw ReplayError.tooLarge(
                place: "subsets", found: "\(subsets) of \(counts.joined().max() ?? 1) candidates",
                limit: Self.maximumPlaces)
        }
        var curves = strategies.map { ReplayCurve(strategy: $0, points: []) }
        for (index, amount) in budgets.enumerated() {
            let chosen = CandidateSubsets(
                count: subsets, size: counts[index].max()!, available: rewards.candidates, budget: amount,
                seed: seed)
            let plans = strategies.indices.map { number in
                plan(strategies[number], candidates: counts[index][number], budget, tables)
            }
            let done = BudgetReplay(
                rewards: rewards, finals: tables.finals, plans: plans, subsets: chosen, compute: compute)
            for (number, plan) in plans.enumerated() {
                curves[number].points.append(
                    point(plan, number: number, budget: amount, done, best: best, account: budget))
            }
            try progress(index + 1)
        }
        return ReplayCurves(
            rewards: rewards.rewards.map(\.name), budgets: budgets, subsets: subsets, curves: curves)
    }

    private typealias Tables = (finals: [RankTable], levels: [SearchStrategy: [[RankTable]]])

    /// Best-of-N prunes nowhere.
    private func schedule(of strategy: SearchStrategy) -> PruningSchedule {
        strategy == .bestOfN ? .none : schedule
    }

    /// Ranks at the steps that are looked at, and at no other.
    private func tables(_ compute: Compute) -> Tables {
        var wanted: [(matrix: RewardMatrix, step: Int)] = rewards.rewards.map { ($0.base, rewards.steps - 1) }
        for strategy in strategies where strategy != .bestOfN {
            for step in schedule.steps {
                wanted += rewards.rewards.map {
                    (strategy == .ttsnap ? $0.noiseAware ?? $0.base : $0.base, step)
                }
            }
        }
        var made = [RankTable?](repeating: nil, count: wanted.count)
        made.withUnsafeMutableBufferPointer { buffer in
            nonisolated(unsafe) let buffer = buffer
            compute.forEachTile(wanted.count) { index in
                buffer[index] = RankTable(wanted[index].matrix, step: wanted[index].step)
            }
        }
        let all = made.map { $0! }
        let kinds = rewards.rewards.count
        var levels: [SearchStrategy: [[RankTable]]] = [.bestOfN: []]
        var start = kinds
        for strategy in strategies where strategy != .bestOfN {
            levels[strategy] = schedule.steps.indices.map { level in
                Array(all[start + level * kinds..<start + (level + 1) * kinds])
            }
            start += schedule.steps.count * kinds
        }
        return (Array(all[..<kinds]), levels)
    }

    private func plan(
        _ strategy: SearchStrategy, candidates: Int, _ budget: ReplayBudget, _ tables: Tables
    ) -> BudgetReplay.Plan {
        let schedule = schedule(of: strategy)
        var survivors: [Int] = []
        for level in schedule.steps.indices {
            survivors.append(
                budget.survivors(of: survivors.last ?? candidates, level: level, schedule: schedule))
        }
        return BudgetReplay.Plan(
            strategy: strategy, candidates: candidates, survivors: survivors,
            levels: tables.levels[strategy]!)
    }

    private func point(
        _ plan: BudgetReplay.Plan, number: Int, budget: Double, _ done: BudgetReplay, best: [Double],
        account: ReplayBudget
    ) -> ReplayCurve.Point {
        let kinds = rewards.rewards.indices
        let scales = rewards.rewards.map(\.scale)
        return ReplayCurve.Point(
            budget: budget, candidates: plan.candidates,
            cost: account.cost(candidates: plan.candidates, schedule: schedule(of: plan.strategy)),
            rewards: kinds.map { kind in
                MeanEstimate(done.subsetMeans[number][kind].map(scales[kind].shown))
            },
            // Best-of-N is the first of the strategies.
            gains: kinds.map { kind in
                MeanEstimate(
                    zip(done.promptMeans[number][kind], done.promptMeans[0][kind]).map {
                        scales[kind].factor * ($0 - $1)
                    })
            },
            expected: plan.strategy == .bestOfN && kinds.count == 1
                ? scales[0].shown(
                    ExpectedMaximum.mean(of: best, candidates: plan.candidates)) : nil)
    }
}
