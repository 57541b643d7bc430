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
    case secondsTooFew(budget: Double, needed: Double)
    case imagesTooFew(budget: Int, needed: Int)
    case noCallSeconds
    case neighborCount(Int)
    case radiusOutside(Double)
    case branchCount(Int)
    case stepsBack(Int)
    case cannotRenoise(step: Int)
    case ascentStart(SearchStrategy)
    case ascentIterations(Int)
    case rewardWeights(found: Int, expected: Int)
    case rewardWeightNotFinite(Double)
    case spill(problem: String)
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
        case .secondsTooFew(let budget, let needed):
            return "the budget of \(budget) s does not pay for one candidate, which takes \(needed) s"
        case .imagesTooFew(let budget, let needed):
            return
                "the budget of \(budget) images is too small: the smallest search of this kind starts \(needed)"
        case .noCallSeconds: return "a budget in seconds needs the seconds of each call"
        case .neighborCount(let count):
            return
                "a zero-order search tries 1 to \(PruningSchedule.maximumCandidates) neighbours at a time, found "
                + "\(count)"
        case .radiusOutside(let radius):
            return
                "the radius \(radius) of a zero-order search is not above 0 and at most 2: it is a share of the "
                + "length of the noise, and 2 is its opposite"
        case .branchCount(let count): return "a path has 2 to 64 branches, found \(count)"
        case .stepsBack(let steps): return "branches are noised back by at least 1 step, found \(steps)"
        case .cannotRenoise(let step):
            return
                "paths cannot be noised back to step \(step): the sampler of this generator does not say how much "
                + "noise its states hold there"
        case .ascentStart(let strategy):
            return
                "noise optimisation does not start from \(strategy.rawValue): give best-of-n, ttsp or ttsnap, or none for "
                + "the first noise"
        case .ascentIterations(let count):
            return
                "noise optimisation takes 1 to \(PruningSchedule.maximumCandidates) iterations, found \(count)"
        case .rewardWeights(let found, let expected):
            return "\(expected) rewards need as many weights, found \(found)"
        case .rewardWeightNotFinite(let weight):
            return "the weight \(weight) of a reward is not a finite number"
        case .spill(let problem): return "candidates that wait on disk: \(problem)"
        case .budgetTooSmall(let budget, let needed):
            return "the budget of \(budget) MACs does not pay for one candidate, which costs \(needed)"
        case .tunedSchedule(let reason):
            return "\(TunedSchedule.fileName): \(reason)"
        }
    }
}
