/// Where a candidate's noise or state comes from: strategies share the candidates that are the same.
public enum Candidate: Sendable, Hashable {
    /// The n-th noise of the prompt.
    case fresh(Int)
    /// The n-th candidate of a zero-order search.
    case neighbor(NeighborChoices, Int)
    /// The path that a chain of branches leads to: first the number of its noise, then that of each branch.
    case branch(PathChoices, [Int])
    /// The n-th candidate of a search that optimises noise.
    case ascended(AscentChoices, Int)
}

/// How a zero-order search looks around.
public struct NeighborChoices: Sendable, Hashable {
    /// Neighbours of a pivot that are tried before the next pivot is chosen.
    public let count: Int
    /// Distance of a neighbour from its pivot, as a share of the pivot's length.
    public let radius: Double

    public init() { (count, radius) = (8, 0.3) }

    /// - Throws: for a radius that is not above 0 and at most 2.
    public init(count: Int, radius: Double) throws(SearchError) {
        guard count >= 1, count <= PruningSchedule.maximumCandidates else { throw .neighborCount(count) }
        guard radius > 0, radius <= 2 else { throw .radiusOutside(radius) }
        (self.count, self.radius) = (count, radius)
    }
}

/// Where paths branch.
public struct PathChoices: Sendable, Hashable {
    /// Steps (counted from 0) after which the best paths are kept and branch, ascending.
    public let steps: [Int]
    /// Branches of each path that is kept.
    public let branches: Int
    /// Steps that a branch is noised back.
    public let back: Int

    /// Paths that never branch.
    public static let none = PathChoices(uncheckedSteps: [], branches: 2, back: 1)

    private init(uncheckedSteps steps: [Int], branches: Int, back: Int) {
        (self.steps, self.branches, self.back) = (steps, branches, back)
    }

    /// - Parameter total: steps of the sampler.
    public init(steps: [Int], branches: Int, back: Int, of total: Int) throws(SearchError) {
        for (index, step) in steps.enumerated() {
            guard step >= 0, step < total - 1 else { throw .stepOutside(step: step, total: total) }
            guard index == 0 || step > steps[index - 1] else { throw .stepsNotAscending(steps) }
        }
        guard branches >= 2, branches <= 64 else { throw .branchCount(branches) }
        guard back >= 1 else { throw .stepsBack(back) }
        self.init(uncheckedSteps: steps, branches: branches, back: back)
    }

    /// The step before which a branch begins that leaves after `step`.
    func start(after step: Int) -> Int { max(0, step + 1 - back) }
}
