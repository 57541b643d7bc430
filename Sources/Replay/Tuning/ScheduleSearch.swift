import Methods

/// Looks for the schedule of the greatest mean reward within a budget, by small random changes that are kept where they
/// do not lower it.
struct ScheduleSearch {
    let budget: Double
    let cost: ExactCost
    let maximumLevels: Int
    /// Changes tried from each start.
    let changes: Int
    /// The most candidates that there are.
    let maximumCandidates: Int

    /// Starts, as portions of all steps and of all candidates: the released schedule, an earlier one, and two of other
    /// numbers of levels.
    static let starts: [[(position: Double, share: Double)]] = [
        [(0.10, 0.4), (0.30, 0.16), (0.55, 0.08)],
        [(0.05, 0.4), (0.15, 0.2), (0.30, 0.08)],
        [(0.20, 0.3), (0.40, 0.1)],
        [(0.15, 0.5), (0.25, 0.25), (0.40, 0.12), (0.60, 0.06)],
    ]

    private struct Key: Hashable {
        let candidates: Int
        let at: [Int]
        let survivors: [Int]
    }

    /// The best schedule found from one of the starts, with its value; the budget must pay for one candidate.
    func best(
        start: Int, seed: UInt64, value: (CandidateSchedule) -> Double,
        checkCancellation: () throws -> Void
    ) throws -> (schedule: CandidateSchedule, value: Double)? {
        var random = SplitMix(seed, start)
        var known: [Key: Double] = [:]
        func worth(_ schedule: CandidateSchedule) -> Double {
            let key = Key(
                candidates: schedule.candidates, at: schedule.at, survivors: schedule.survivors)
            if let value = known[key] { return value }
            let value = value(schedule)
            known[key] = value
            return value
        }
        guard var current = schedule(startPortions(start)) else { return nil }
        var best = worth(current)
        for change in 0..<changes {
            if change % 16 == 0 { try checkCancellation() }
            var portions = current.portions
            for _ in 0..<1 + random.below(2) { self.change(&portions, current.candidates, &random) }
            guard let next = schedule(portions), next != current else { continue }
            let value = worth(next)
            if value >= best { (current, best) = (next, value) }
        }
        return (current, best)
    }

    private func schedule(_ portions: [(step: Int, share: Double)]) -> CandidateSchedule? {
        CandidateSchedule(portions: portions, budget: budget, cost: cost, maximum: maximumCandidates)
    }

    private func startPortions(_ start: Int) -> [(step: Int, share: Double)] {
        var portions: [(step: Int, share: Double)] = []
        for (position, share) in Self.starts[start] {
            let step = Int((position * Double(cost.steps)).rounded())
            guard step < cost.steps - 1, step > (portions.last?.step ?? -1) else { continue }
            portions.append((step, share))
        }
        return Array(portions.prefix(maximumLevels))
    }

    /// One change: a level more or less, another step, another share at one level or at all of them.
    private func change(
        _ portions: inout [(step: Int, share: Double)], _ candidates: Int, _ random: inout SplitMix
    ) {
        let last = cost.steps - 2
        guard last >= 0 else { return }
        switch random.below(5) {
        case 0:
            let step = random.below(last + 1)
            let position = portions.firstIndex { $0.step >= step } ?? portions.count
            guard portions.count < maximumLevels,
                position == portions.count || portions[position].step != step
            else { return }
            let high = position == 0 ? 1 : portions[position - 1].share
            let low = position < portions.count ? portions[position].share : high / 8
            portions.insert((step, low + random.uniform() * (high - low)), at: position)
        case 1:
            if !portions.isEmpty { portions.remove(at: random.below(portions.count)) }
        case 2:
            guard !portions.isEmpty else { return }
            let position = random.below(portions.count)
            let step = portions[position].step + [-2, -1, 1, 2][random.below(4)]
            guard step >= 0, step <= last, !portions.contains(where: { $0.step == step }) else { return }
            let shares = portions.map(\.share)
            var steps = portions.map(\.step)
            steps[position] = step
            portions = zip(steps.sorted(), shares).map { ($0, $1) }
        case 3:
            guard !portions.isEmpty else { return }
            scale(&portions, [random.below(portions.count)], by: factor(&random, spread: 0.35))
        default:
            scale(&portions, Array(portions.indices), by: factor(&random, spread: 0.2))
        }
    }

    private func factor(_ random: inout SplitMix, spread: Double) -> Double {
        let change = random.normal() * spread
        return change < 0 ? 1 / (1 - change) : 1 + change
    }

    private func scale(_ portions: inout [(step: Int, share: Double)], _ positions: [Int], by factor: Double)
    {
        for position in positions { portions[position].share *= factor }
        var limit = 1.0
        for position in portions.indices {
            limit = min(limit, portions[position].share)
            portions[position].share = limit
        }
    }
}
