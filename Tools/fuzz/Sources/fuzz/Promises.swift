import Recipes
import Values

/// Promises that hold for every input, whoever reads it.
enum Promises {
    /// Writing a value and reading it again gives the same value.
    static func roundTrip(_ value: JSONValue) {
        let text = value.canonicalText
        let limits = JSONReader.Limits(maximumBytes: 1 << 30)
        guard let again = try? JSONValue(parsing: text, limits: limits) else {
            finding("the canonical text cannot be read: \(text)")
        }
        require(again.canonicalText == text, "read again: \(again.canonicalText), before: \(text)")
        require(isSame(value, again), "\(value) became \(again)")
    }

    /// Equal but for `20` and `20.0`, which have one text.
    private static func isSame(_ first: JSONValue, _ second: JSONValue) -> Bool {
        switch (first, second) {
        case (.integer, .integer): first == second
        case (.integer, .number), (.number, .integer), (.number, .number):
            first.doubleValue == second.doubleValue
        case (.array(let first), .array(let second)):
            first.count == second.count && zip(first, second).allSatisfy { isSame($0, $1) }
        case (.object(let first), .object(let second)):
            first.count == second.count
                && first.allSatisfy { key, value in second[key].map { isSame(value, $0) } ?? false }
        case (.string(let first), .string(let second)): first.utf8.elementsEqual(second.utf8)
        default: first == second
        }
    }

    /// Every key and value has its place within the text and within what holds it.
    static func inside(_ node: SourceNode) {
        let range = node.range.offsets
        require(range.upperBound <= node.range.source.bytes.count, "\(range) is beyond the text")
        switch node.content {
        // An alias stands elsewhere than what it names, so YAML's children need not lie within.
        case .array(let elements): elements.forEach(inside)
        case .object(let object):
            for member in object.members {
                require(!member.keyRange.offsets.isEmpty || member.key.isEmpty, "a key has no place")
                inside(member.value)
            }
        default: break
        }
    }

    /// In JSON the text at the place of a value is that value.
    static func scalarsStandWhereTheySay(_ node: SourceNode) {
        switch node.content {
        case .array(let elements): elements.forEach(scalarsStandWhereTheySay)
        case .object(let object):
            for member in object.members {
                let key = try? JSONValue(parsing: member.keyRange.text)
                require(key == .string(member.key), "\(member.key) does not stand at \(member.keyRange)")
                scalarsStandWhereTheySay(member.value)
            }
        default:
            let value = try? JSONValue(parsing: node.range.text)
            require(value == node.value, "\(node.value) does not stand at \(node.range)")
        }
    }

    /// A message says something, has its place within the text, and can do nothing to a terminal.
    static func wellWorded(_ diagnostic: RecipeDiagnostic) {
        require(!diagnostic.problem.message.isEmpty, "\(diagnostic.problem) has no words")
        for range in [diagnostic.range].compactMap({ $0 }) + diagnostic.notes.map(\.range) {
            require(range.offsets.upperBound <= range.source.bytes.count, "\(range) is beyond the text")
            require(range.start.line > 0 && range.start.column > 0, "no line or no column")
        }
        let text = DiagnosticRenderer().render(diagnostic)
        require(text.utf8.count < 100_000, "a message of \(text.utf8.count) bytes")
        let isHarmless = text.unicodeScalars.allSatisfy {
            $0 == "\n" || !($0.value < 0x20 || $0.value == 0x7F)
        }
        require(isHarmless, "control characters: \(text)")
    }
}
