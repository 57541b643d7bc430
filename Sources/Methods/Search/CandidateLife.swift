/// What became of one candidate.
public struct CandidateLife: Sendable, Hashable, Codable {
    /// Its number within the search, from 0.
    public let candidate: Int
    /// Score at each level at which it was scored.
    public var scores: [Float] = []
    /// The step at which it was pruned; `nil` for one that went to the end, or that branched.
    public var prunedAt: Int?
    /// With several rewards, what each of them said at each level; `nil` where the scores are that.
    public var rewards: [[Float]]?
    /// The candidate whose noise or state it started from; `nil` for fresh noise.
    public var parent: Int?
    /// The step after which it gave way to its branches.
    public var branchedAt: Int?
}
