/// Text from a recipe made fit for a terminal: nothing in it can move the cursor, hide or reorder what is shown.
enum Excerpt {
    /// A name or value inside a message.
    static func shortened(_ text: String, maximum: Int = 60) -> String {
        let head = text.unicodeScalars.prefix(maximum + 1)
        guard head.count > maximum else { return harmless(text) }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: head.prefix(maximum - 1))
        return harmless(String(result)) + "…"
    }

    static func harmless(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isHarmful) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isHarmful(scalar) ? "\u{FFFD}" : scalar) }
        return String(result)
    }

    /// Control characters, and those that turn the direction of writing.
    private static func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7F...0x9F, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF: true
        default: false
        }
    }

    /// Columns that a character takes on a terminal.
    static func width(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
            0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
            return 2
        default:
            return scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }
}
