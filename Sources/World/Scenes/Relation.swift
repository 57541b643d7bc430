/// Where the first object lies, seen from the second.
public enum Relation: String, CaseIterable, Sendable, Codable {
    case leftOf = "left of"
    case rightOf = "right of"
    case above
    case below

    /// The relation with the objects in the other order: "a left of b" says the same as "b right of a".
    public var inverse: Relation {
        switch self {
        case .leftOf: .rightOf
        case .rightOf: .leftOf
        case .above: .below
        case .below: .above
        }
    }

    /// Whether the objects lie beside each other, and not one over the other.
    public var isHorizontal: Bool { self == .leftOf || self == .rightOf }

    /// Whether the first object has the smaller coordinate (left, or up: rows count downwards).
    public var firstComesFirst: Bool { self == .leftOf || self == .above }

    /// The relation that an offset (second centre minus first centre, rows downwards) shows: the axis on
    /// which it is longer decides.
    public init(horizontal: Float, vertical: Float) {
        if abs(horizontal) >= abs(vertical) {
            self = horizontal >= 0 ? .leftOf : .rightOf
        } else {
            self = vertical >= 0 ? .above : .below
        }
    }
}
