import Tensors

/// What was decided at one level of a search.
public struct SearchLevel: Sendable, Hashable {
    /// The step whose estimates were scored; nil for finished pictures.
    public let step: Int?
    /// Candidates that were scored.
    public let scored: Int
    /// Numbers of those that went on, the best one first.
    public let kept: [Int]
}

/// A small picture of a candidate at a level that it survived.
public struct SearchGlimpse {
    /// The place of the level in the result's.
    public let level: Int
    public let step: Int?
    public let candidate: Int
    public let score: Float
    /// `[h, w, C]`.
    public let picture: Tensor
}
