/// Scores of one reward: steps x prompts x candidates, the last step being the finished picture.
public struct RewardMatrix: Sendable {
    public let steps: Int
    public let prompts: Int
    public let candidates: Int
    /// Row-major: step, then prompt, then candidate.
    public let values: [Float]

    /// - Throws: `ReplayError.schedule` where the sizes and the number of values differ, or a value is not finite.
    public init(steps: Int, prompts: Int, candidates: Int, values: [Float]) throws(ReplayError) {
        let (rows, overflow) = steps.multipliedReportingOverflow(by: prompts)
        let (count, overflowed) = rows.multipliedReportingOverflow(by: candidates)
        guard steps > 0, prompts > 0, candidates > 0, !overflow, !overflowed, count == values.count else {
            throw .schedule("\(values.count) values do not fill \(steps) x \(prompts) x \(candidates)")
        }
        guard let bad = values.firstIndex(where: { !$0.isFinite }) else {
            (self.steps, self.prompts, self.candidates, self.values) = (steps, prompts, candidates, values)
            return
        }
        throw .schedule(
            "the value of step \(bad / (prompts * candidates)), prompt \(bad / candidates % prompts), "
                + "candidate \(bad % candidates) is not finite")
    }
}
