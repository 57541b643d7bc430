import Values

/// Numbers in messages and in strings that look-ups are put into: `20`, not `20.0`.
enum NumberText {
    static func text(_ value: Double) -> String {
        JSONValue.number(value).canonicalText
    }
}
