import Values

/// Renders mistakes the way compilers do: place, message, the line, a caret.
public struct DiagnosticRenderer: Sendable {
    /// Whether to use the colours of ANSI terminals.
    public var colour: Bool

    /// Context kept on either side where a line is too long to be shown whole, in characters.
    private static let sideLength = 60
    private static let maximumLineLength = 160

    public init(colour: Bool = false) {
        self.colour = colour
    }

    /// All of them, with an empty line between.
    public func render(_ diagnostics: [RecipeDiagnostic]) -> String {
        diagnostics.map(render).joined(separator: "\n")
    }

    public func render(_ diagnostic: RecipeDiagnostic) -> String {
        let message = diagnostic.problem.message
        var text = block("error", style: .error, message, at: diagnostic.range, of: diagnostic.problem)
        for note in diagnostic.notes {
            text += block("note", style: .note, note.message, at: note.range, of: nil)
        }
        return text
    }

    private func block(
        _ label: String, style: Style, _ message: String, at range: SourceRange?, of problem: RecipeProblem?
    ) -> String {
        let place = range.map(\.description) ?? problem?.path ?? ""
        let head =
            styled(Excerpt.harmless(place) + ":", .bold) + " " + styled(label + ":", style) + " "
            + styled(Excerpt.shortened(message, maximum: 1000), .bold) + "\n"
        guard let range else { return head }
        return head + excerpt(of: range)
    }

    /// The line where the range starts, and below it a caret and a wavy line as far as the range goes.
    private func excerpt(of range: SourceRange) -> String {
        let bytes = range.source.bytes
        // A hostile line may have megabytes; four bytes hold any scalar.
        let far = Self.maximumLineLength * 4
        let line = range.source.lineBounds(around: range.offsets.lowerBound, length: 2 * far)
        let start = min(range.offsets.lowerBound, line.upperBound)
        let end = min(max(range.offsets.upperBound, start), line.upperBound)
        var before = Array(decode(bytes[max(line.lowerBound, start - far)..<start]))
        var marked = Array(decode(bytes[start..<min(end, start + far)]))
        var after = Array(decode(bytes[min(end, start + far)..<min(line.upperBound, end + far)]))
        if before.count + marked.count + after.count > Self.maximumLineLength {
            if before.count > Self.sideLength { before = ["…"] + before.suffix(Self.sideLength) }
            if marked.count > Self.sideLength { marked = marked.prefix(Self.sideLength) + ["…"] }
            if after.count > Self.sideLength { after = after.prefix(Self.sideLength) + ["…"] }
        }
        let number = String(range.start.line)
        let gutter = String(repeating: " ", count: max(0, 5 - number.count)) + number + " | "
        let indent = String(repeating: " ", count: gutter.count - 2) + "| "
        let shown = display(before) + display(marked) + display(after)
        let padding = String(repeating: " ", count: width(before))
        let wave = "^" + String(repeating: "~", count: max(0, width(marked) - 1))
        return gutter + shown + "\n" + indent + padding + styled(wave, .caret) + "\n"
    }

    private func decode(_ bytes: ArraySlice<UInt8>) -> String {
        // A window cut out of a line may start amid a character; damaged bytes at the edge are dropped.
        let whole = bytes.drop { $0 & 0xC0 == 0x80 }
        return String(decoding: whole, as: UTF8.self)
    }

    private func display(_ characters: [Character]) -> String {
        Excerpt.harmless(characters.map { $0 == "\t" ? "    " : String($0) }.joined())
    }

    private func width(_ characters: [Character]) -> Int {
        characters.reduce(0) { $0 + ($1 == "\t" ? 4 : Excerpt.width(of: $1)) }
    }

    private enum Style: String {
        case error = "1;31"
        case note = "1;36"
        case bold = "1"
        case caret = "1;32"
    }

    private func styled(_ text: String, _ style: Style) -> String {
        colour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}

extension RecipeProblem {
    /// The file at fault, where there is no place inside one.
    fileprivate var path: String? {
        switch self {
        case .unreadable(let path, _), .fileTooLarge(let path, _, _), .unknownFormat(let path): path
        default: nil
        }
    }
}
