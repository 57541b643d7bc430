/// What a picture shows: one object, two different objects in a relation, or some equal ones.
public enum SceneDescription: Hashable, Sendable {
    case single(SceneObject, on: Ground)
    case relation(SceneObject, Relation, SceneObject, on: Ground)
    case count(ObjectCount, SceneObject, on: Ground)

    public var ground: Ground {
        switch self {
        case .single(_, let ground), .relation(_, _, _, let ground), .count(_, _, let ground): ground
        }
    }

    public var kind: SceneKind {
        switch self {
        case .single: .single
        case .relation: .relation
        case .count: .count
        }
    }

    /// Every object of the picture, equal ones repeated.
    public var objects: [SceneObject] {
        switch self {
        case .single(let object, _): [object]
        case .relation(let first, _, let second, _): [first, second]
        case .count(let count, let object, _): Array(repeating: object, count: count.number)
        }
    }

    /// Whether a caption can say it: the objects of a relation differ.
    public var isValid: Bool {
        if case .relation(let first, _, let second, _) = self { first != second } else { true }
    }

    /// The same meaning in its one form: of the two ways to tell a relation, "left of" and "above".
    public var canonical: SceneDescription {
        guard case .relation(let first, let relation, let second, let ground) = self,
            !relation.firstComesFirst
        else { return self }
        return .relation(second, relation.inverse, first, on: ground)
    }
}
