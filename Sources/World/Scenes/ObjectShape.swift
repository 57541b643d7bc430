/// The outline of an object.
///
/// Named so, and not `Shape`, because code that trains on pictures also imports tensors and their shapes.
public enum ObjectShape: String, CaseIterable, Sendable, Codable {
    case circle, square, triangle

    /// The word after "two" or "three".
    public var plural: String { rawValue + "s" }

    /// Position in `allCases`.
    public var index: Int {
        switch self {
        case .circle: 0
        case .square: 1
        case .triangle: 2
        }
    }
}
