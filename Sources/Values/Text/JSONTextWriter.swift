/// Writes a value as JSON text, either canonical (no white space) or indented for a person.
struct JSONTextWriter {
    /// Nil for the canonical form on one line.
    var indentation: Int?

    /// Keys that come first, in this order; the others follow sorted.
    var keyOrder: [String: Int] = [:]

    private(set) var output: [UInt8] = []

    init(indentation: Int? = nil, keyOrder: [String: Int] = [:]) {
        self.indentation = indentation
        self.keyOrder = keyOrder
    }

    mutating func write(_ value: JSONValue, depth: Int = 0) {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .number(let value): append(JSONNumberText.text(of: value))
        case .string(let value): JSONStringText.append(value, to: &output)
        case .array(let elements):
            writeList("[", "]", count: elements.count, depth: depth) { writer, index in
                writer.write(elements[index], depth: depth + 1)
            }
        case .object(let members):
            let keys = members.keys.sorted(by: precedes)
            writeList("{", "}", count: keys.count, depth: depth) { writer, index in
                JSONStringText.append(keys[index], to: &writer.output)
                writer.append(writer.indentation == nil ? ":" : ": ")
                writer.write(members[keys[index]] ?? .null, depth: depth + 1)
            }
        }
    }

    private mutating func writeList(
        _ opening: String, _ closing: String, count: Int, depth: Int,
        element: (inout JSONTextWriter, Int) -> Void
    ) {
        append(opening)
        for index in 0..<count {
            if index > 0 { append(",") }
            breakLine(depth: depth + 1)
            element(&self, index)
        }
        if count > 0 { breakLine(depth: depth) }
        append(closing)
    }

    private mutating func breakLine(depth: Int) {
        guard let indentation else { return }
        append("\n")
        output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indentation * depth))
    }

    private mutating func append(_ text: String) {
        output.append(contentsOf: text.utf8)
    }

    private func precedes(_ first: String, _ second: String) -> Bool {
        switch (keyOrder[first], keyOrder[second]) {
        case (let first?, let second?): first < second
        case (_?, nil): true
        case (nil, _?): false
        // RFC 8785, section 3.2.3: by UTF-16 code units, which differs from UTF-8 beyond the basic plane.
        case (nil, nil): first.utf16.lexicographicallyPrecedes(second.utf16)
        }
    }
}
