import Methods

/// Chooses schedules on the training prompts, by cross-validation where there is a choice of method.
struct ScheduleTrainer: Sendable {
    /// What was chosen for one budget.
    struct Chosen: Sendable {
        let schedule: CandidateSchedule
        /// `nil` where the last score alone counts.
        let weights: [[Double]]?
        /// Gain over best-of-N of the same procedure on training prompts that it did not see.
        let crossValidated: MeanEstimate
    }

    /// Standard errors by which the gain in cross-validation must exceed zero, or the answer is best-of-N.
    private static let certainty = 2.0

    private let tuning: ScheduleTuning
    private let prompts: [Int]
    private let moments: [ScoreMoments]
    private let windows: CandidateWindows

    init(tuning: ScheduleTuning, prompts: [Int]) {
        self.tuning = tuning
        self.prompts = prompts
        moments = prompts.map { ScoreMoments(scores: tuning.scores, final: tuning.final, prompt: $0) }
        windows = CandidateWindows(
            prompts: prompts, candidates: tuning.scores.candidates, passes: tuning.options.passes,
            seed: tuning.options.seed)
    }

    func schedules(
        budgets: [Double], progress: @escaping @Sendable (Double) -> Void,
        checkCancellation: @escaping @Sendable () throws -> Void
    ) throws -> (combination: ScoreCombination, schedules: [Chosen]) {
        let options = tuning.options
        let (combinations, starts) = (ScoreCombination.allCases, ScheduleSearch.starts.count)
        let folds = min(options.folds, prompts.count)
        // A search of cross-validation has all starts and half of the changes.
        let trials = budgets.count * combinations.count * folds
        let all = Double(trials * starts) / 2 + Double(budgets.count * starts)

        let validated = try ParallelTasks.run(
            trials, threads: options.threads,
            finished: { progress(Double($0 * starts) / 2 / all) },
            { task in
                let (rest, fold) = task.quotientAndRemainder(dividingBy: folds)
                let (budget, combination) = rest.quotientAndRemainder(dividingBy: combinations.count)
                return try validatedGains(
                    budget: budgets[budget], combination: combinations[combination], fold: fold, of: folds,
                    checkCancellation: checkCancellation)
            })
        func estimate(_ budget: Int, _ combination: Int) -> MeanEstimate {
            let first = (budget * combinations.count + combination) * folds
            return MeanEstimate(Array(validated[first..<first + folds].joined()))
        }
        // One way for all budgets: differences at a single one are mostly chance.
        let sums = combinations.indices.map { combination in
            budgets.indices.reduce(0) { $0 + estimate($1, combination).mean }
        }
        let best = sums.indices.max { (sums[$0], -$0) < (sums[$1], -$1) } ?? 0

        let found = try ParallelTasks.run(
            budgets.count * starts, threads: options.threads,
            finished: { progress((Double(trials * starts) / 2 + Double($0)) / all) },
            { task in
                try search(
                    Array(prompts.indices), budget: budgets[task / starts], combination: combinations[best],
                    start: task % starts, changes: options.changes, checkCancellation: checkCancellation)
            })
        let weigh = weights(Array(prompts.indices), combinations[best])
        let schedules = budgets.indices.map { budget in
            let own = found[budget * starts..<(budget + 1) * starts].compactMap { $0 }
            var winner = own[0]
            for other in own where other.value > winner.value { winner = other }
            let estimate = estimate(budget, best)
            var schedule = winner.schedule
            if estimate.mean <= Self.certainty * estimate.standardError {
                schedule = bestOfN(budgets[budget]) ?? schedule
            }
            let isPredicted = combinations[best] == .predicted && !schedule.at.isEmpty
            return Chosen(
                schedule: schedule,
                weights: isPredicted ? schedule.at.indices.map { weigh(Array(schedule.at[...$0])) } : nil,
                crossValidated: estimate)
        }
        return (combinations[best], schedules)
    }

    private func bestOfN(_ budget: Double) -> CandidateSchedule? {
        CandidateSchedule(
            portions: [], budget: budget, cost: tuning.cost, maximum: tuning.scores.candidates)
    }

    /// Gains over best-of-N on one part of the prompts, of a schedule found on the others.
    private func validatedGains(
        budget: Double, combination: ScoreCombination, fold: Int, of folds: Int,
        checkCancellation: () throws -> Void
    ) throws -> [Double] {
        let inside = prompts.indices.filter { $0 % folds != fold }
        let outside = prompts.indices.filter { $0 % folds == fold }
        let found = try ScheduleSearch.starts.indices.compactMap {
            try search(
                inside, budget: budget, combination: combination, start: $0,
                changes: tuning.options.changes / 2, checkCancellation: checkCancellation)
        }
        guard var best = found.first, let plain = bestOfN(budget) else { return [] }
        for other in found where other.value > best.value { best = other }
        var valuation = ScheduleValuation(
            scores: tuning.scores, final: tuning.final, prompts: outside.map { prompts[$0] },
            windows: windows,
            weights: weights(inside, combination))
        return zip(outside, valuation.rewards(best.schedule)).map { index, reward in
            reward
                - BestOfN.reward(of: tuning.final, prompt: prompts[index], count: plain.candidates)
        }
    }

    /// - Parameter chosen: positions in `prompts`.
    private func search(
        _ chosen: [Int], budget: Double, combination: ScoreCombination, start: Int, changes: Int,
        checkCancellation: () throws -> Void
    ) throws -> (schedule: CandidateSchedule, value: Double)? {
        var valuation = ScheduleValuation(
            scores: tuning.scores, final: tuning.final, prompts: chosen.map { prompts[$0] }, windows: windows,
            weights: weights(chosen, combination))
        let search = ScheduleSearch(
            budget: budget, cost: tuning.cost, maximumLevels: tuning.options.maximumLevels, changes: changes,
            maximumCandidates: tuning.scores.candidates)
        return try search.best(
            start: start, seed: tuning.options.seed,
            value: { schedule in
                let rewards = valuation.rewards(schedule)
                return rewards.reduce(0, +) / Double(rewards.count)
            }, checkCancellation: checkCancellation)
    }

    /// The weights of scores, fitted on the chosen prompts.
    private func weights(_ chosen: [Int], _ combination: ScoreCombination) -> ([Int]) -> [Double] {
        guard combination == .predicted else {
            return { at in at.indices.map { $0 == at.count - 1 ? 1 : 0 } }
        }
        var sum = ScoreMoments(steps: tuning.scores.steps)
        for index in chosen { sum += moments[index] }
        return { [ridge = tuning.options.ridge] in sum.weights(at: $0, ridge: ridge) }
    }
}
