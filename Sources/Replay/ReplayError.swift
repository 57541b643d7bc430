/// Why a replay cannot be carried out.
public enum ReplayError: Error, Hashable, CustomStringConvertible {
    case unreadable(file: String, reason: String)
    case malformed(file: String, line: Int, reason: String)
    case stepTwice(step: Int, file: String)
    case missingStep(step: Int, folder: String)
    case shape(file: String, prompts: Int, candidates: Int, expectedPrompts: Int, expectedCandidates: Int)
    case schedule(String)
    case budgetTooSmall(budget: Double, needed: Double)
    case tooManyCandidates(needed: Int, available: Int)

    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "\(file): \(reason)"
        case .malformed(let file, let line, let reason): "\(file):\(line): \(reason)"
        case .stepTwice(let step, let file): "\(file): step \(step) is listed twice; remove one of the files"
        case .missingStep(let step, let folder):
            "\(folder): no values for step \(step); steps must run from 0 without a gap"
        case .shape(let file, let prompts, let candidates, let expectedPrompts, let expectedCandidates):
            "\(file): found \(prompts) prompts x \(candidates) candidates, "
                + "expected \(expectedPrompts) x \(expectedCandidates) as in the first file"
        case .schedule(let reason): "schedule: \(reason)"
        case .budgetTooSmall(let budget, let needed):
            "the budget \(budget) does not pay for one candidate, which costs \(needed)"
        case .tooManyCandidates(let needed, let available):
            "the budget pays for \(needed) candidates, the matrix has \(available); lower the budget"
        }
    }
}
