import Foundation

/// The prompts of a file: its lines, of which empty ones and those that start with `#` are left out, or what a
/// `PromptDocument` holds.
struct PromptLines {
    struct Line: Equatable {
        /// From 1, in the file.
        let number: Int
        /// Without spaces at either end.
        let text: String
    }

    let lines: [Line]

    /// - Parameter name: what to call the file in errors; its path unless given.
    init(path: String, name: String? = nil) throws {
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(validating: data, as: UTF8.self)
        else { throw StageError.unreadable(file: name ?? path, problem: "is not a text file in UTF-8") }
        lines =
            try PromptDocument(data, name: name ?? path)?.entries ?? Self.lines(of: text.unicodeScalars)
        guard !lines.isEmpty else { throw StageError.noPrompts(path: name ?? path) }
    }

    /// Texts that are given one by one, each with its place from 1.
    init(texts: [String], name: String) throws {
        lines = try Self.texts(texts) { number in
            StageError.prompt(path: name, line: number, problem: "a prompt is one line")
        }
        guard !lines.isEmpty else { throw StageError.noPrompts(path: name) }
    }

    /// Texts without spaces at either end; empty ones are left out.
    ///
    /// - Parameter refusal: of a text of several lines, by its place.
    static func texts(_ texts: [String], refusal: (_ number: Int) -> StageError) throws -> [Line] {
        try texts.enumerated().compactMap { index, text in
            guard !text.unicodeScalars.contains(where: Self.isNewline) else { throw refusal(index + 1) }
            let text = Self.trimmed(text.unicodeScalars[...])
            return text.isEmpty ? nil : Line(number: index + 1, text: String(text))
        }
    }

    /// By any line end; "\r\n" is one.
    private static func lines(of text: String.UnicodeScalarView) -> [Line] {
        var lines: [Line] = []
        var number = 0
        var rest = text[...]
        while !rest.isEmpty {
            number += 1
            let end = rest.firstIndex(where: isNewline) ?? rest.endIndex
            let line = trimmed(rest[..<end])
            if let first = line.first, first != "#" {
                lines.append(Line(number: number, text: String(line)))
            }
            guard end < rest.endIndex else { break }
            var next = rest.index(after: end)
            if rest[end] == "\r", next < rest.endIndex, rest[next] == "\n" { next = rest.index(after: next) }
            rest = rest[next...]
        }
        return lines
    }

    private static func trimmed(_ line: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
        var line = line.drop(while: isSpace)
        while let last = line.last, isSpace(last) { line.removeLast() }
        return line
    }

    private static func isNewline(_ scalar: Unicode.Scalar) -> Bool {
        (0x0A...0x0D).contains(scalar.value) || scalar.value == 0x85
            || scalar.value == 0x2028 || scalar.value == 0x2029
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x80
            ? scalar == " " || scalar == "\t" : scalar.properties.generalCategory == .spaceSeparator
    }
}
