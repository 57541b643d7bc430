/// Why a search cannot be carried out.
public enum SearchError: Error, Hashable, CustomStringConvertible {
    case scheduleLengths(steps: Int, keep: Int)
    case stepOutside(step: Int, total: Int)
    case stepsNotAscending([Int])
    case fractionOutside(Double)
    case weightLevels(found: Int, expected: Int)
    case weightCount(level: Int, found: Int)
    case weightNotFinite(level: Int, weight: Double)
    case budgetTooSmall(budget: Int, needed: Int)
    case tunedSchedule(String)

    public var description: String {
        switch self {
        case .scheduleLengths(let steps, let keep):
            return "the schedule names \(steps) steps but \(keep) fractions; give one fraction for each step"
        case .stepOutside(let step, let total):
            return
                "candidates cannot be pruned at step \(step): the sampler has the steps 0 to \(total - 1), and the "
                + "last one is the picture itself"
        case .stepsNotAscending(let steps):
            return "pruning steps must ascend, found \(steps)"
        case .fractionOutside(let fraction):
            return "the share \(fraction) of candidates to keep is not above 0 and at most 1"
        case .weightLevels(let found, let expected):
            return
                "the schedule has weights for \(found) levels but \(expected) steps; give one list for each step"
        case .weightCount(let level, let found):
            return
                "level \(level) of the schedule has \(found) weights, expected \(level + 1): one for each score up to "
                + "its own"
        case .weightNotFinite(let level, let weight):
            return "level \(level) of the schedule has the weight \(weight), which is not a finite number"
        case .budgetTooSmall(let budget, let needed):
            return "the budget of \(budget) MACs does not pay for one candidate, which costs \(needed)"
        case .tunedSchedule(let reason):
            return "\(TunedSchedule.fileName): \(reason)"
        }
    }
}
