import Values

extension SourceNode {
    /// What stands there, worded to follow "not".
    var words: String {
        switch content {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): NumberText.text(value)
        case .string(let text): "the string \"\(Excerpt.shortened(text))\""
        case .array: "a list"
        case .object: "an object"
        }
    }
}
