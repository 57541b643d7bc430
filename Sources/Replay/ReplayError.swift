/// Why a replay cannot be carried out.
public enum ReplayError: Error, Hashable, CustomStringConvertible {
    case unreadable(file: String, reason: String)
    case malformed(file: String, line: Int, reason: String)
    case stepTwice(step: Int, file: String, other: String)
    case noSteps(folder: String)
    case missingStep(step: Int, folder: String)
    case shape(file: String, prompts: Int, candidates: Int, expectedPrompts: Int, expectedCandidates: Int)
    case tooLarge(place: String, found: String, limit: Int)
    case notFinite(place: String, step: Int, prompt: Int, candidate: Int)
    case elements(found: Int, steps: Int, prompts: Int, candidates: Int)
    case matrices(reward: String, found: [Int], other: String, expected: [Int])
    case rewards(String)
    case tensor(file: String, name: String, shape: [Int])
    case cost(String, Double, expected: String)
    case budgets(String)
    case budgetTooSmall(budget: Double, needed: Double)
    case tooManyCandidates(budget: Double, needed: Int, available: Int)

    public var description: String {
        switch self {
        case .unreadable(let file, let reason): "\(file): \(reason)"
        case .malformed(let file, let line, let reason): "\(file):\(line): \(reason)"
        case .stepTwice(let step, let file, let other):
            "\(file): step \(step) is in \(other) already; remove one of the two files"
        case .noSteps(let folder): "\(folder): no file is named like p200_i200_s00.yaml"
        case .missingStep(let step, let folder):
            "\(folder): no values for step \(step); steps must run from 0 without a gap"
        case .shape(let file, let prompts, let candidates, let expectedPrompts, let expectedCandidates):
            "\(file): found \(prompts) prompts x \(candidates) candidates, "
                + "expected \(expectedPrompts) x \(expectedCandidates) as at the first step"
        case .tooLarge(let place, let found, let limit): "\(place): found \(found), the limit is \(limit)"
        case .notFinite(let place, let step, let prompt, let candidate):
            "\(place): the value of step \(step), prompt \(prompt), candidate \(candidate) is not a finite number"
        case .elements(let found, let steps, let prompts, let candidates):
            "\(found) values do not fill \(steps) steps x \(prompts) prompts x \(candidates) candidates"
        case .matrices(let reward, let found, let other, let expected):
            "\(reward) has \(Self.text(found)), expected \(Self.text(expected)) as \(other) has"
        case .rewards(let reason): reason
        case .tensor(let file, let name, let shape):
            "\(file): the tensor \(name) has the shape \(shape), expected [steps, prompts, candidates]"
        case .cost(let name, let value, let expected): "\(name): found \(value), expected \(expected)"
        case .budgets(let reason): "budgets: \(reason)"
        case .budgetTooSmall(let budget, let needed):
            "the budget \(budget) does not pay for one candidate, which costs \(needed)"
        case .tooManyCandidates(let budget, let needed, let available):
            "the budget \(budget) pays for \(needed) candidates or more, the matrix has \(available); lower the budget"
        }
    }

    private static func text(_ sizes: [Int]) -> String {
        zip(sizes, ["steps", "prompts", "candidates"]).map { "\($0) \($1)" }.joined(separator: " x ")
    }
}
