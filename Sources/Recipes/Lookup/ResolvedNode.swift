import Values

/// A value of a recipe after all look-ups.
struct ResolvedNode {
    struct Member {
        let key: String
        let keyRange: SourceRange
        let value: ResolvedNode
    }

    /// Members in the order of the recipe.
    struct Object {
        let members: [Member]
        private let positions: [String: Int]

        init(_ members: [Member]) {
            self.members = members
            positions = Dictionary(
                members.enumerated().map { ($0.element.key, $0.offset) },
                uniquingKeysWith: { first, _ in first })
        }

        /// - Complexity: constant.
        subscript(key: String) -> ResolvedNode? { positions[key].map { members[$0].value } }
    }

    enum Content {
        case null
        case bool(Bool)
        case integer(Int64)
        case number(Double)
        case string(String)
        case array([ResolvedNode])
        case object(Object)
        case outputs(StageOutputs)
        /// Could not be looked up, which has been reported.
        case invalid
    }

    let content: Content

    /// Where it is used.
    let range: SourceRange

    /// Where it is written; the same place unless it was looked up.
    let origin: SourceRange

    /// Number of values in the tree.
    let size: Int

    /// Levels below this one.
    let height: Int

    init(_ content: Content, at range: SourceRange, origin: SourceRange? = nil) {
        self.content = content
        self.range = range
        self.origin = origin ?? range
        switch content {
        case .array(let elements):
            size = elements.reduce(1) { $0 + $1.size }
            height = (elements.map(\.height).max() ?? -1) + 1
        case .object(let object):
            size = object.members.reduce(1) { $0 + $1.value.size }
            height = (object.members.map(\.value.height).max() ?? -1) + 1
        default:
            size = 1
            height = 0
        }
    }

    /// A value without look-ups.
    init(_ node: SourceNode) {
        switch node.content {
        case .null: self.init(.null, at: node.range)
        case .bool(let value): self.init(.bool(value), at: node.range)
        case .integer(let value): self.init(.integer(value), at: node.range)
        case .number(let value): self.init(.number(value), at: node.range)
        case .string(let value): self.init(.string(value), at: node.range)
        case .array(let elements): self.init(.array(elements.map { ResolvedNode($0) }), at: node.range)
        case .object(let object):
            let members = object.members.map {
                Member(key: $0.key, keyRange: $0.keyRange, value: ResolvedNode($0.value))
            }
            self.init(.object(Object(members)), at: node.range)
        }
    }

    /// The same value, used elsewhere.
    func used(at range: SourceRange) -> ResolvedNode {
        ResolvedNode(content, at: range, origin: origin)
    }

    /// A scalar as part of a longer string or of a stage name; nil for what has no such text.
    var text: String? {
        switch content {
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): NumberText.text(value)
        case .string(let value): value
        default: nil
        }
    }

    /// The value without places; stage outputs and what could not be looked up become null.
    var value: JSONValue {
        switch content {
        case .null, .outputs, .invalid: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .number(let value): .number(value)
        case .string(let value): .string(value)
        case .array(let elements): .array(elements.map(\.value))
        case .object(let object):
            .object(
                Dictionary(
                    object.members.map { ($0.key, $0.value.value) }, uniquingKeysWith: { _, later in later }))
        }
    }

    /// What stands there, worded to follow "not".
    var words: String {
        switch content {
        case .null: "null"
        case .bool, .integer, .number: text ?? ""
        case .string(let text): "the string \"\(Excerpt.shortened(text))\""
        case .array: "a list"
        case .object: "an object"
        case .outputs(let outputs) where outputs.isList: "a list of outputs of stage \"\(outputs.stage)\""
        case .outputs(let outputs): "an output of stage \"\(outputs.stage)\""
        case .invalid: "a value that could not be looked up"
        }
    }

    var isInvalid: Bool {
        if case .invalid = content { true } else { false }
    }
}

/// What a reference to a stage stands for.
struct StageOutputs {
    struct Item: Hashable {
        /// The stage's full name, with the matrix values.
        let stage: String
        let output: OutputDescription
    }

    /// The stage's name as declared.
    let stage: String
    let items: [Item]
    /// Whether several of a matrix were asked for, even if there is only one.
    let isList: Bool
}
