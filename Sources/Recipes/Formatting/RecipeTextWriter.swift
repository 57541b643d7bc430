import Values

/// Lays out a tree as JSON for people, members in the order in which they stand.
struct RecipeTextWriter {
    static let columns = 100
    private static let indentation = 2

    private(set) var text = ""

    mutating func write(_ node: SourceNode, depth: Int = 0) {
        switch node.content {
        case .object(let object):
            guard !object.members.isEmpty else {
                text += "{}"
                return
            }
            text += "{"
            for (index, member) in object.members.enumerated() {
                breakLine(depth + 1, isFirst: index == 0)
                text += JSONValue.string(member.key).canonicalText + ": "
                write(member.value, depth: depth + 1)
            }
            close("}", depth)
        case .array(let elements):
            if let line = Self.line(elements), lastLineLength + line.count <= Self.columns {
                text += line
                return
            }
            text += "["
            for (index, element) in elements.enumerated() {
                breakLine(depth + 1, isFirst: index == 0)
                write(element, depth: depth + 1)
            }
            close("]", depth)
        default: text += node.value.canonicalText
        }
    }

    /// A list of plain values on one line; nil for any other.
    private static func line(_ elements: [SourceNode]) -> String? {
        var parts: [String] = []
        for element in elements {
            switch element.content {
            case .object, .array: return nil
            default: parts.append(element.value.canonicalText)
            }
        }
        return "[" + parts.joined(separator: ", ") + "]"
    }

    private var lastLineLength: Int {
        let start = text.utf8.lastIndex(of: UInt8(ascii: "\n")) ?? text.startIndex
        return text.utf8.distance(from: start, to: text.endIndex)
    }

    private mutating func breakLine(_ depth: Int, isFirst: Bool) {
        text += (isFirst ? "" : ",") + "\n" + String(repeating: " ", count: depth * Self.indentation)
    }

    private mutating func close(_ bracket: String, _ depth: Int) {
        text += "\n" + String(repeating: " ", count: depth * Self.indentation) + bracket
    }
}
