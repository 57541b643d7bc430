/// Scores of one reward: steps x prompts x candidates, the last step being the finished picture.
public struct RewardMatrix: Sendable, Equatable {
    public let steps: Int
    public let prompts: Int
    public let candidates: Int
    /// Row-major: step, then prompt, then candidate.
    public let values: [Float]

    /// Ranks are kept in 16 bits.
    public static let maximumCandidates = 1 << 16
    /// 512 MiB of numbers; the released values have 800,000.
    public static let maximumValues = 1 << 27
    /// More steps than any sampler takes.
    public static let maximumSteps = 10_000

    /// - Parameter place: of messages, such as the file.
    /// - Throws: where the sizes and the number of values differ, a size is over its limit, or a value is not finite.
    public init(
        steps: Int, prompts: Int, candidates: Int, values: [Float], place: String = "the matrix"
    ) throws(ReplayError) {
        let (rows, overflow) = steps.multipliedReportingOverflow(by: prompts)
        let (count, overflowed) = rows.multipliedReportingOverflow(by: candidates)
        guard steps > 0, prompts > 0, candidates > 0, !overflow, !overflowed, count == values.count else {
            throw .elements(found: values.count, steps: steps, prompts: prompts, candidates: candidates)
        }
        guard steps <= Self.maximumSteps else {
            throw .tooLarge(place: place, found: "\(steps) steps", limit: Self.maximumSteps)
        }
        guard candidates <= Self.maximumCandidates else {
            throw .tooLarge(place: place, found: "\(candidates) candidates", limit: Self.maximumCandidates)
        }
        guard count <= Self.maximumValues else {
            throw .tooLarge(place: place, found: "\(count) values", limit: Self.maximumValues)
        }
        if let bad = values.firstIndex(where: { !$0.isFinite }) {
            throw .notFinite(
                place: place, step: bad / (prompts * candidates), prompt: bad / candidates % prompts,
                candidate: bad % candidates)
        }
        (self.steps, self.prompts, self.candidates, self.values) = (steps, prompts, candidates, values)
    }

    /// Steps, prompts, candidates.
    var sizes: [Int] { [steps, prompts, candidates] }

    /// Scores of all candidates of a prompt at a step.
    public func row(step: Int, prompt: Int) -> ArraySlice<Float> {
        let start = (step * prompts + prompt) * candidates
        return values[start..<start + candidates]
    }
}
