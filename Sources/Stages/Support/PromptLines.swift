import Foundation

/// The lines of a prompt file that count: empty ones and those that start with `#` are left out.
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
        lines = Self.lines(of: text.unicodeScalars)
        guard !lines.isEmpty else { throw StageError.noPrompts(path: name ?? path) }
    }

    /// Texts that are given one by one, each with its place from 1.
    init(texts: [String], name: String) throws {
        lines = try texts.enumerated().compactMap { index, text in
            guard !text.unicodeScalars.contains(where: Self.isNewline) else {
                throw StageError.prompt(path: name, line: index + 1, problem: "a prompt is one line")
            }
            let text = Self.trimmed(text.unicodeScalars[...])
            return text.isEmpty ? nil : Line(number: index + 1, text: String(text))
        }
        guard !lines.isEmpty else { throw StageError.noPrompts(path: name) }
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
