/// When candidates are scored before the end, and which share of them goes on.
public struct PruningSchedule: Sendable, Hashable {
    /// Steps (counted from 0) whose Tweedie estimate is scored, ascending.
    public let steps: [Int]
    /// Share of the candidates kept at each, above 0 and at most 1.
    public let keep: [Double]
    /// For each level, as many weights as there are levels up to it: candidates are ordered by the weighted sum of
    /// their scores so far. `nil` where the last score alone decides.
    public let weights: [[Double]]?

    /// More candidates than any search starts with; repeats of a search take this many apart.
    public static let maximumCandidates = 4096

    /// No pruning: every candidate is denoised to the end, as in best-of-N.
    public static let none = PruningSchedule(uncheckedSteps: [], keep: [], weights: nil)

    private init(uncheckedSteps steps: [Int], keep: [Double], weights: [[Double]]?) {
        self.steps = steps
        self.keep = keep
        self.weights = weights
    }

    /// - Parameters:
    ///   - weights: of level k, k + 1 finite numbers, of which the last one is for its own score.
    ///   - total: steps of the sampler; the last one makes the picture and is no level.
    public init(
        steps: [Int], keep: [Double], weights: [[Double]]? = nil, of total: Int
    ) throws(SearchError) {
        guard steps.count == keep.count else {
            throw .scheduleLengths(steps: steps.count, keep: keep.count)
        }
        for (index, step) in steps.enumerated() {
            guard step >= 0, step < total - 1 else { throw .stepOutside(step: step, total: total) }
            guard index == 0 || step > steps[index - 1] else { throw .stepsNotAscending(steps) }
        }
        for fraction in keep where !(fraction > 0 && fraction <= 1) { throw .fractionOutside(fraction) }
        if let weights {
            guard weights.count == steps.count else {
                throw .weightLevels(found: weights.count, expected: steps.count)
            }
            for (level, own) in weights.enumerated() {
                guard own.count == level + 1 else { throw .weightCount(level: level, found: own.count) }
                for weight in own where !weight.isFinite {
                    throw .weightNotFinite(level: level, weight: weight)
                }
            }
        }
        self.init(uncheckedSteps: steps, keep: keep, weights: weights)
    }

    /// What a candidate is pruned by: its last score, or the weighted sum of all so far, added up in their order.
    ///
    /// A level at which all candidates go on decides nothing: nothing is scored there, nothing is paid, and the score
    /// that later levels miss counts as 0 for every candidate.
    ///
    /// - Parameter scores: of each level so far; `nil` for one that was not scored.
    public func verdict(_ scores: [Float?]) -> Double {
        guard let weights, !scores.isEmpty else { return scores.last.flatMap { $0 }.map(Double.init) ?? 0 }
        return zip(weights[scores.count - 1], scores).reduce(0) { sum, pair in
            pair.1.map { sum + pair.0 * Double($0) } ?? sum
        }
    }

    /// How many of `count` candidates survive level `level`: the share, rounded to the nearest, at least one.
    public func survivors(of count: Int, level: Int) -> Int {
        max(1, Int((Double(count) * keep[level]).rounded()))
    }

    /// Calls of a search that starts with `candidates`.
    ///
    /// A score is paid for only where it decides something: not when all candidates go on, nor at the end when a
    /// single one is left, whose picture alone is paid for.
    ///
    /// - Parameter batch: candidates whose noise is improved together.
    public func calls(candidates: Int, steps total: Int, batch: Int = 64) -> CallCounts {
        var calls = CallCounts()
        calls[.encoder] = 1
        calls[.hypernetwork] = candidates
        calls[.merging] = (candidates + batch - 1) / batch
        var count = candidates
        var done = 0
        for (level, step) in steps.enumerated() {
            calls[.denoiser] += count * (step + 1 - done)
            done = step + 1
            let next = survivors(of: count, level: level)
            if next < count {
                calls[.decoder] += count
                calls[.verifier] += count
            }
            count = next
        }
        calls[.denoiser] += count * (total - done)
        calls[.decoder] += count
        if count > 1 { calls[.verifier] += count }
        return calls
    }

    /// Multiply-accumulates of these calls.
    public func cost(candidates: Int, steps total: Int, costs: CallCosts) -> Int {
        calls(candidates: candidates, steps: total).cost(costs)
    }

    /// The greatest number of starting candidates that the budget pays for; `nil` when not even one fits.
    public func candidates(budget: Int, steps total: Int, costs: CallCosts, maximum: Int = maximumCandidates)
        -> Int?
    {
        var best: Int?
        for count in 1...max(maximum, 1) {
            let first = (steps.first ?? (total - 1)) + 1
            if count * first * costs.denoiser > budget { break }
            if cost(candidates: count, steps: total, costs: costs) <= budget { best = count }
        }
        return best
    }
}
