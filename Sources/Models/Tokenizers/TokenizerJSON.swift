/// A JSON value in which an object is a list, so that keys which Swift's strings hold to be equal stay apart.
enum TokenizerJSON {
    case null
    case bool(Bool)
    case number(Double)
    case text(String)
    case list([TokenizerJSON])
    case object([Member])

    /// A key of an object with its value.
    struct Member {
        let key: String
        let value: TokenizerJSON
    }

    /// The value of a key of an object; the last one where a key is there twice, as Python has it.
    subscript(key: String) -> TokenizerJSON? {
        guard let members else { return nil }
        let wanted = ExactText(key)
        return members.last { ExactText($0.key) == wanted }?.value
    }

    var text: String? {
        if case .text(let text) = self { text } else { nil }
    }

    var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// A number of an object or a token: whole, not negative, and small enough for an index.
    var index: Int32? {
        guard case .number(let value) = self, value >= 0, value <= Double(Int32.max) else { return nil }
        return Int32(exactly: value)
    }

    var list: [TokenizerJSON]? {
        if case .list(let values) = self { values } else { nil }
    }

    var members: [Member]? {
        if case .object(let members) = self { members } else { nil }
    }

    /// What kind of value it is, for messages.
    var kind: String {
        switch self {
        case .null: "null"
        case .bool(let value): "\(value)"
        case .number(let value): "\(value)"
        case .text(let text): "\"\(text.prefix(40))\""
        case .list: "a list"
        case .object: "an object"
        }
    }
}
