/// A value together with the place where it is written.
public struct SourceNode: Sendable, Hashable {
    public enum Content: Sendable, Hashable {
        case null
        case bool(Bool)
        case integer(Int64)
        case number(Double)
        case string(String)
        case array([SourceNode])
        case object(SourceObject)
    }

    public var content: Content
    public var range: SourceRange

    public init(_ content: Content, at range: SourceRange) {
        self.content = content
        self.range = range
    }

    /// A value that was written nowhere, placed where it is to be reported.
    public init(value: JSONValue, at range: SourceRange) {
        self.range = range
        switch value {
        case .null: content = .null
        case .bool(let value): content = .bool(value)
        case .integer(let value): content = .integer(value)
        case .number(let value): content = .number(value)
        case .string(let value): content = .string(value)
        case .array(let elements): content = .array(elements.map { SourceNode(value: $0, at: range) })
        case .object(let members):
            var object = SourceObject()
            for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                object.set(key, at: range, to: SourceNode(value: value, at: range))
            }
            content = .object(object)
        }
    }

    /// The value without its positions.
    public var value: JSONValue {
        switch content {
        case .null: .null
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

    public var stringValue: String? {
        if case .string(let value) = content { value } else { nil }
    }

    public var arrayValue: [SourceNode]? {
        if case .array(let value) = content { value } else { nil }
    }

    public var objectValue: SourceObject? {
        if case .object(let value) = content { value } else { nil }
    }

    public var isNull: Bool {
        if case .null = content { true } else { false }
    }
}
