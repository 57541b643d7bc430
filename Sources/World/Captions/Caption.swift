/// Six token ids, one for each slot of a caption.
public typealias CaptionTokens = [Int32]

/// A scene in words.
///
/// As tokens it has six slots: colour and shape of the first object, relation or count (or none), colour and
/// shape of the second object (or none), ground.
public struct Caption: Hashable, Sendable, CustomStringConvertible {
    public let scene: SceneDescription

    /// Number of slots.
    public static let length = 6

    /// The tokens of no caption at all, for training and sampling without a condition.
    public static let emptyTokens = CaptionTokens(repeating: Vocabulary.none, count: length)

    /// - Precondition: the scene is valid, that is, the objects of a relation differ.
    public init(_ scene: SceneDescription) {
        precondition(scene.isValid, "the objects of a relation must differ")
        self.scene = scene
    }

    /// The caption with these tokens.
    /// - Throws: `CaptionError.tokens` when they do not make a caption.
    public init(tokens: CaptionTokens) throws(CaptionError) {
        guard tokens.count == Caption.length,
            let colour = Vocabulary.find(tokens[0], from: Vocabulary.firstColour, as: Colour.self),
            let shape = Vocabulary.find(tokens[1], from: Vocabulary.firstShape, as: ObjectShape.self),
            let ground = Vocabulary.find(tokens[5], from: Vocabulary.firstGround, as: Ground.self)
        else { throw .tokens(tokens) }
        let first = SceneObject(colour, shape)

        if tokens[3] == Vocabulary.none, tokens[4] == Vocabulary.none {
            if tokens[2] == Vocabulary.none {
                scene = .single(first, on: ground)
            } else if let count = Vocabulary.find(
                tokens[2], from: Vocabulary.firstCount, as: ObjectCount.self)
            {
                scene = .count(count, first, on: ground)
            } else {
                throw .tokens(tokens)
            }
            return
        }
        guard let relation = Vocabulary.find(tokens[2], from: Vocabulary.firstRelation, as: Relation.self),
            let secondColour = Vocabulary.find(tokens[3], from: Vocabulary.firstColour, as: Colour.self),
            let secondShape = Vocabulary.find(tokens[4], from: Vocabulary.firstShape, as: ObjectShape.self)
        else { throw .tokens(tokens) }
        let second = SceneObject(secondColour, secondShape)
        guard first != second else { throw .sameObjects(first) }
        scene = .relation(first, relation, second, on: ground)
    }

    /// Six token ids.
    public var tokens: CaptionTokens {
        var tokens = Caption.emptyTokens
        func put(_ object: SceneObject, at slot: Int) {
            tokens[slot] = Vocabulary.firstColour + Int32(object.colour.index)
            tokens[slot + 1] = Vocabulary.firstShape + Int32(object.shape.index)
        }
        switch scene {
        case .single(let object, _):
            put(object, at: 0)
        case .relation(let first, let relation, let second, _):
            put(first, at: 0)
            let index = Relation.allCases.firstIndex(of: relation)!
            tokens[2] = Vocabulary.firstRelation + Int32(index)
            put(second, at: 3)
        case .count(let count, let object, _):
            put(object, at: 0)
            tokens[2] = Vocabulary.firstCount + Int32(count.number - 2)
        }
        tokens[5] = Vocabulary.firstGround + Int32(scene.ground.index)
        return tokens
    }

    /// The caption as a phrase: "a red circle left of a blue square on black".
    public var text: String {
        switch scene {
        case .single(let object, let ground):
            "a \(object) on \(ground.rawValue)"
        case .relation(let first, let relation, let second, let ground):
            "a \(first) \(relation.rawValue) a \(second) on \(ground.rawValue)"
        case .count(let count, let object, let ground):
            "\(count.rawValue) \(object.colour.rawValue) \(object.shape.plural) on \(ground.rawValue)"
        }
    }

    public var description: String { text }

    /// Whether both say the same, possibly in another order.
    public func means(_ other: Caption) -> Bool { scene.canonical == other.scene.canonical }
}

extension Caption: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(parsing: decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}
