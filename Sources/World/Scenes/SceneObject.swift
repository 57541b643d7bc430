/// One kind of object: a colour and an outline.
public struct SceneObject: Hashable, Sendable, Codable, CustomStringConvertible {
    public var colour: Colour
    public var shape: ObjectShape

    public init(_ colour: Colour, _ shape: ObjectShape) {
        self.colour = colour
        self.shape = shape
    }

    /// Position in `all`.
    public var index: Int { colour.index * ObjectShape.allCases.count + shape.index }

    /// All eighteen kinds, colour by colour.
    public static let all: [SceneObject] = Colour.allCases.flatMap { colour in
        ObjectShape.allCases.map { SceneObject(colour, $0) }
    }

    public var description: String { "\(colour.rawValue) \(shape.rawValue)" }
}
