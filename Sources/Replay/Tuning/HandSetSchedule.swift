import Methods

/// A schedule that somebody chose, for comparison.
public struct HandSetSchedule: Sendable, Hashable {
    public let at: [Int]
    public let keep: [Double]

    public init(at: [Int], keep: [Double]) { (self.at, self.keep) = (at, keep) }

    /// As TTSnap was released, for 20 steps (arXiv 2511.22242).
    public static let released = HandSetSchedule(at: [2, 6, 11], keep: [0.4, 0.4, 0.5])

    /// The released schedule at the same portions of another number of steps; `nil` where steps fall together.
    public static func released(steps: Int) -> HandSetSchedule? {
        let at = released.at.map { $0 * steps / 20 }
        guard Set(at).count == at.count, let last = at.last, last < steps - 1 else { return nil }
        return HandSetSchedule(at: at, keep: released.keep)
    }

    func check(steps: Int) throws(TuningError) {
        do { _ = try PruningSchedule(steps: at, keep: keep, of: steps) } catch { throw .handSet("\(error)") }
    }
}
