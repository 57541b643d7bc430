/// Why a schedule cannot be tuned.
public enum TuningError: Error, Hashable, CustomStringConvertible {
    case sizes(scores: String, final: String)
    case tooManyCandidates(Int)
    case costs(String)
    case noBudgets
    case budgetInvalid(Double)
    case budgetTwice(Double)
    case budgetTooSmall(budget: Double, needed: Double)
    case selection(String, reason: String)
    case tooFewPrompts(use: String, found: Int, needed: Int)
    case promptInBoth(Int)
    case handSet(String)

    public var description: String {
        switch self {
        case .sizes(let scores, let final):
            "the scores are of \(scores) and the final rewards of \(final) (steps x prompts x candidates); they must "
                + "be of one size"
        case .tooManyCandidates(let count):
            "the matrix has \(count) candidates for a prompt, at most 65536 can be tuned on"
        case .costs(let reason): "costs: \(reason)"
        case .noBudgets: "there is no budget to tune for; give at least one"
        case .budgetInvalid(let budget): "the budget \(budget) is not a number above 0"
        case .budgetTwice(let budget): "the budget \(budget) is listed twice"
        case .budgetTooSmall(let budget, let needed):
            "the budget \(budget) does not pay for one candidate, which costs \(needed)"
        case .selection(let text, let reason):
            "'\(text)' selects no prompts: \(reason); expected even, odd, or a range such as 0:100"
        case .tooFewPrompts(let use, let found, let needed):
            "\(found) prompts to \(use) on, at least \(needed) are needed"
        case .promptInBoth(let prompt):
            "prompt \(prompt) is both tuned on and tested on; a schedule is judged only on prompts that it was not "
                + "chosen on"
        case .handSet(let reason): "the schedule to compare with: \(reason)"
        }
    }
}
