/// How often prompts are of each kind.
public struct PromptDistribution: Hashable, Sendable, Codable {
    public var single: Double
    public var relation: Double
    public var count: Double

    /// Weights; they need not add up to 1.
    /// - Precondition: none is negative and one is positive.
    public init(single: Double, relation: Double, count: Double) {
        precondition(
            min(single, relation, count) >= 0 && single + relation + count > 0,
            "a prompt distribution needs weights >= 0 that are not all 0")
        self.single = single
        self.relation = relation
        self.count = count
    }

    public static let training = PromptDistribution(single: 0.3, relation: 0.5, count: 0.2)
    public static let evaluation = PromptDistribution(single: 0.1, relation: 0.65, count: 0.25)

    public subscript(kind: SceneKind) -> Double {
        switch kind {
        case .single: single
        case .relation: relation
        case .count: count
        }
    }

    func kind(using generator: inout some RandomNumberGenerator) -> SceneKind {
        let draw = Double(generator.unit()) * (single + relation + count)
        return draw < single ? .single : draw < single + relation ? .relation : .count
    }
}
