import Tensors

/// What earlier searches of a prompt found out about its candidates, which need not be computed again: they had the
/// same noise, models and schedule, and other budgets.
public struct KnownCandidates {
    struct Score: Hashable {
        let candidate: Int
        /// The step whose estimate was scored; nil for the finished picture.
        let step: Int?
        let isNoiseAware: Bool
    }

    private(set) var scores: [Score: Float] = [:]
    /// Finished pictures, by candidate: `[H, W, C]`.
    private(set) var pictures: [Int: Tensor] = [:]

    public init() {}

    /// Takes in what one plan found.
    public mutating func add(plan: SearchPlan, lives: [CandidateLife], winner: Int, picture: Tensor) {
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
            for (step, score) in zip(scored, life.scores) {
                let isNoiseAware = step != nil && plan.strategy == .ttsnap
                scores[Score(candidate: life.candidate, step: step, isNoiseAware: isNoiseAware)] = score
            }
        }
        pictures[winner] = picture
    }
}
