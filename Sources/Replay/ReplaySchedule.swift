/// How denoiser calls are charged.
public enum Accounting: String, Sendable, CaseIterable {
    /// As released: a candidate's first denoiser call is free.
    case paper
    /// Every call is charged.
    case exact
}

/// Costs of one call, in one unit.
public struct ReplayCosts: Sendable, Hashable {
    public let denoiser: Double
    public let verifier: Double

    public init(denoiser: Double, verifier: Double) {
        (self.denoiser, self.verifier) = (denoiser, verifier)
    }
}

/// At which steps candidates are scored, and which fraction of them goes on; no steps mean best-of-N.
public struct ReplaySchedule: Sendable, Hashable {
    public let at: [Int]
    public let keep: [Double]

    public static let bestOfN = ReplaySchedule(unchecked: [], [])

    private init(unchecked at: [Int], _ keep: [Double]) { (self.at, self.keep) = (at, keep) }

    public init(at: [Int], keep: [Double], steps: Int) throws(ReplayError) {
        guard at.count == keep.count else { throw .schedule("\(at.count) steps but \(keep.count) fractions") }
        guard at.allSatisfy({ $0 >= 0 && $0 < steps - 1 }), zip(at, at.dropFirst()).allSatisfy({ $0 < $1 })
        else { throw .schedule("steps \(at) do not ascend within 0...\(steps - 2)") }
        guard keep.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
            throw .schedule("fractions \(keep) are not above 0 and at most 1")
        }
        self.init(unchecked: at, keep)
    }

    /// Candidates that go on after a level, rounded down, at least one.
    func survivors(_ count: Int, _ level: Int) -> Int { max(1, Int(Double(count) * keep[level] + 1e-9)) }

    /// Cost of one prompt.
    public func cost(candidates: Int, steps: Int, costs: ReplayCosts, accounting: Accounting) -> Double {
        var (count, last, cost) = (candidates, accounting == .paper ? 0 : -1, 0.0)
        for (level, step) in at.enumerated() {
            cost += Double(count) * (Double(step - last) * costs.denoiser + costs.verifier)
            (last, count) = (step, survivors(count, level))
        }
        return cost + Double(count) * (Double(steps - 1 - last) * costs.denoiser + costs.verifier)
    }

    /// The greatest number of starting candidates, at most `maximum`, that the budget pays for.
    public func candidates(
        budget: Double, steps: Int, costs: ReplayCosts, accounting: Accounting, maximum: Int
    ) throws(ReplayError) -> Int {
        func cost(_ count: Int) -> Double {
            self.cost(candidates: count, steps: steps, costs: costs, accounting: accounting)
        }
        guard cost(1) <= budget else { throw .budgetTooSmall(budget: budget, needed: cost(1)) }
        var count = 1
        while count < maximum, cost(count + 1) <= budget { count += 1 }
        return count
    }
}
