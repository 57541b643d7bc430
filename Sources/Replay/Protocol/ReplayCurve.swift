import Methods

/// What one strategy reaches at each budget.
public struct ReplayCurve: Sendable {
    public struct Point: Sendable {
        public let budget: Double
        /// Candidates that start.
        public let candidates: Int
        /// What they cost.
        public let cost: Double
        /// By reward, as it is reported: the winners' final reward, mean over prompts and subsets; the standard error is
        /// over subsets and tells how far more subsets would move the mean.
        public let rewards: [MeanEstimate]
        /// By reward: by how much it is above best-of-N with the same candidates; the standard error is over prompts and
        /// tells how far other prompts would move it.
        public let gains: [MeanEstimate]
        /// Of best-of-N with one reward: the mean over all subsets, in closed form.
        public let expected: Double?
    }

    public let strategy: SearchStrategy
    public internal(set) var points: [Point]
}

/// The curves of a replay.
public struct ReplayCurves: Sendable {
    /// Names.
    public let rewards: [String]
    public let budgets: [Double]
    public let subsets: Int
    /// Best-of-N first.
    public let curves: [ReplayCurve]

    public subscript(strategy: SearchStrategy) -> ReplayCurve? {
        curves.first { $0.strategy == strategy }
    }

    /// How much more a strategy gains over the whole range of budgets than best-of-N, in per cent: Omega of the paper.
    /// Nil where best-of-N gains nothing, or there is one budget only.
    public func omega(_ strategy: SearchStrategy, reward: Int = 0) -> Double? {
        guard let own = self[strategy], let best = self[.bestOfN] else { return nil }
        return Omega.percent(
            budgets: budgets, rewards: own.points.map { $0.rewards[reward].mean },
            bestOfN: best.points.map { $0.rewards[reward].mean })
    }
}
