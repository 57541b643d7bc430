import Tensors

/// Some steps of a noise-aware training that end in weights worth keeping: one level, or all of them mixed.
public struct NoiseAwarePhase: Sendable, Hashable {
    /// The levels that are learned, from noisy to clean.
    public let levels: [Int]
    public let firstStep: Int
    public let steps: Int

    public var endStep: Int { firstStep + steps }

    /// `level-3`, or `mixed`.
    public var name: String { isMixed ? Self.mixed : Self.name(ofLevel: levels[0]) }

    public let isMixed: Bool

    public static let mixed = "mixed"
    public static func name(ofLevel level: Int) -> String { "level-\(level)" }
}

/// What a phase leaves behind: values of all that learned, by name.
public struct NoiseAwareCheckpoint {
    public let phase: NoiseAwarePhase
    public let weights: [String: Tensor]

    public init(phase: NoiseAwarePhase, weights: [String: Tensor]) {
        self.phase = phase
        self.weights = weights
    }
}
