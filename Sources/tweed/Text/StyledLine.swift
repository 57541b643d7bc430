/// One line of text in pieces with styles, so that its width is known before colours are added.
struct StyledLine {
    /// The codes of ANSI terminals.
    enum Style: String {
        case plain = ""
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    private var pieces: [(text: String, style: Style)] = []

    init(_ text: String = "", _ style: Style = .plain) {
        append(text, style)
    }

    /// Appends text of any origin; what could confuse a terminal is replaced.
    mutating func append(_ text: String, _ style: Style = .plain) {
        let text = TerminalText.harmless(text)
        if !text.isEmpty { pieces.append((text, style)) }
    }

    mutating func append(_ line: StyledLine) { pieces += line.pieces }

    func appending(_ text: String, _ style: Style = .plain) -> StyledLine {
        var line = self
        line.append(text, style)
        return line
    }

    var width: Int { pieces.reduce(0) { $0 + TerminalText.width(of: $1.text) } }

    /// - Parameter columns: what is longer is cut, and ends with an ellipsis; nil for any length.
    func rendered(colour: Bool, columns: Int? = nil) -> String {
        guard let columns, width > columns else {
            return pieces.map { Self.styled($0.text, $0.style, colour) }.joined()
        }
        var result = ""
        var left = max(0, columns - 1)
        for piece in pieces where left > 0 {
            var kept = ""
            for character in piece.text {
                let width = TerminalText.width(of: character)
                guard width <= left else {
                    left = 0
                    break
                }
                kept.append(character)
                left -= width
            }
            result += Self.styled(kept, piece.style, colour)
        }
        return columns > 0 ? result + "…" : ""
    }

    private static func styled(_ text: String, _ style: Style, _ colour: Bool) -> String {
        guard colour, style != .plain, !text.isEmpty else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }
}
