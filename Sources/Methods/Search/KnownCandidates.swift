import Tensors

/// What earlier searches of a prompt found out about its candidates, which need not be computed again: they had the
/// same noise, models and schedule, and other budgets.
public struct KnownCandidates {
    struct Score: Hashable {
        let candidate: Candidate
        /// The step whose estimate was scored; nil for the finished picture.
        let step: Int?
        let isNoiseAware: Bool
    }

    /// What each reward said.
    private(set) var scores: [Score: [Float]] = [:]
    /// Finished pictures, by candidate: `[H, W, C]`.
    private(set) var pictures: [Candidate: Tensor] = [:]

    public init() {}

    /// Takes in what one plan found.
    public mutating func add(plan: SearchPlan, lives: [CandidateLife], winner: Int, picture: Tensor) {
        let method = plan.method
        // Which steps were scored follows from the number of candidates: nothing is scored where all go on.
        var scored: [Int?] = []
        var remaining = lives.count
        for (level, step) in plan.schedule.steps.enumerated() {
            let next = plan.schedule.survivors(of: remaining, level: level)
            if next < remaining { scored.append(step) }
            remaining = next
        }
        scored.append(nil)
        for life in lives {
            guard let candidate = method.candidate(life.candidate) else { continue }
            let rewards = life.rewards ?? life.scores.map { [$0] }
            for (step, values) in zip(scored, rewards) {
                let isNoiseAware = step != nil && plan.strategy == .ttsnap
                scores[Score(candidate: candidate, step: step, isNoiseAware: isNoiseAware)] = values
            }
        }
        if let candidate = method.candidate(winner) { pictures[candidate] = picture }
    }
}
