import Methods

/// Finds, for each budget, the pruning schedule with the greatest mean final reward on known rewards.
///
/// Steps, shares and the way in which scores are combined are chosen on some prompts, and judged on others that take no
/// part in any choice. docs/schedule-tuning.md tells how.
public struct ScheduleTuning: Sendable {
    /// Settings that few will change.
    public struct Options: Sendable, Hashable {
        public var seed: UInt64
        public var threads: Int
        /// Scores of a candidate at most.
        public var maximumLevels: Int
        /// Parts of the training prompts in cross-validation.
        public var folds: Int
        /// Penalty of the prediction of the final reward.
        public var ridge: Double
        /// How often each candidate takes part in a trial of a schedule.
        public var passes: Int
        /// Changes tried from each of four starts; half as many in cross-validation.
        public var changes: Int

        public init(
            seed: UInt64 = 1, threads: Int = 1, maximumLevels: Int = 6, folds: Int = 4, ridge: Double = 0.01,
            passes: Int = 8, changes: Int = 300
        ) {
            (self.seed, self.threads, self.maximumLevels, self.folds) = (seed, threads, maximumLevels, folds)
            (self.ridge, self.passes, self.changes) = (ridge, passes, changes)
        }
    }

    let scores: RewardMatrix
    let final: RewardMatrix
    let strategy: SearchStrategy
    let cost: ExactCost
    let handSet: HandSetSchedule?
    let options: Options

    /// - Parameters:
    ///   - scores: what candidates are pruned by: noise-aware rewards, or the clean one.
    ///   - final: whose last step picks the winner and is what is gained.
    ///   - strategy: what the scores are, for the search that takes the result: `ttsnap` or `ttsp`.
    ///   - handSet: a schedule to compare with.
    public init(
        scores: RewardMatrix, final: RewardMatrix, strategy: SearchStrategy, costs: TunedSchedule.Costs,
        handSet: HandSetSchedule? = nil, options: Options = Options()
    ) throws(TuningError) {
        func size(_ matrix: RewardMatrix) -> String {
            "\(matrix.steps) x \(matrix.prompts) x \(matrix.candidates)"
        }
        guard size(scores) == size(final) else { throw .sizes(scores: size(scores), final: size(final)) }
        guard scores.candidates <= Int(UInt16.max) + 1 else { throw .tooManyCandidates(scores.candidates) }
        let all = [costs.encoder, costs.denoiser, costs.decoder, costs.verifier]
        guard all.allSatisfy({ $0.isFinite && $0 >= 0 }), costs.denoiser > 0 else {
            throw .costs("\(all) must be finite and not negative, and that of a denoiser call above 0")
        }
        if let handSet { try handSet.check(steps: scores.steps) }
        self.scores = scores
        self.final = final
        self.strategy = strategy
        self.handSet = handSet
        self.options = options
        cost = ExactCost(costs: costs, steps: scores.steps)
    }

    /// Fewest prompts that a schedule is tuned on.
    public static let minimumTrainingPrompts = 4

    /// - Parameters:
    ///   - train: prompts that everything is chosen on.
    ///   - test: prompts that the result is judged on; none of `train`.
    ///   - progress: called with the share of the work that is done, by any thread.
    public func tuned(
        budgets: [Double], train: [Int], test: [Int],
        progress: @escaping @Sendable (Double) -> Void = { _ in },
        checkCancellation: @escaping @Sendable () throws -> Void = {}
    ) throws -> TunedSchedule {
        let budgets = try checked(budgets)
        try check(train: train, test: test)
        let trainer = ScheduleTrainer(tuning: self, prompts: train)
        let chosen = try trainer.schedules(
            budgets: budgets, progress: progress, checkCancellation: checkCancellation)
        let judge = ScheduleJudge(tuning: self, prompts: test)
        let entries = try ParallelTasks.run(chosen.schedules.count, threads: options.threads) { index in
            try checkCancellation()
            return judge.entry(chosen.schedules[index], budget: budgets[index])
        }
        return TunedSchedule(
            steps: cost.steps, strategy: strategy, costs: cost.costs,
            combination: chosen.combination.rawValue,
            trainPrompts: train.count, testPrompts: test.count, schedules: entries)
    }

    private func checked(_ budgets: [Double]) throws(TuningError) -> [Double] {
        guard !budgets.isEmpty else { throw .noBudgets }
        let needed = cost.cost(candidates: 1, at: [], keep: [])
        let sorted = budgets.sorted()
        for (index, budget) in sorted.enumerated() {
            guard budget.isFinite, budget > 0 else { throw .budgetInvalid(budget) }
            guard index == 0 || budget > sorted[index - 1] else { throw .budgetTwice(budget) }
            guard cost.candidates(budget: budget, at: [], keep: [], maximum: 1) != nil else {
                throw .budgetTooSmall(budget: budget, needed: needed)
            }
        }
        return sorted
    }

    private func check(train: [Int], test: [Int]) throws(TuningError) {
        guard train.count >= Self.minimumTrainingPrompts else {
            throw .tooFewPrompts(use: "tune", found: train.count, needed: Self.minimumTrainingPrompts)
        }
        guard !test.isEmpty else { throw .tooFewPrompts(use: "test", found: 0, needed: 1) }
        for prompts in [train, test] {
            for prompt in prompts where !(0..<scores.prompts).contains(prompt) {
                throw .selection("\(prompt)", reason: "the matrix has the prompts 0 to \(scores.prompts - 1)")
            }
        }
        if let shared = Set(train).intersection(test).min() { throw .promptInBoth(shared) }
    }
}
