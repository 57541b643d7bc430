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
    /// Places of empty texts in a list, which are left out. The empty lines of a text file are no texts.
    let emptyEntries: [Int]

    /// - Parameter name: what to call the file in errors; its path unless given.
    init(path: String, name: String? = nil) throws {
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(validating: data, as: UTF8.self)
        else { throw StageError.unreadable(file: name ?? path, problem: "is not a text file in UTF-8") }
        if let document = try PromptDocument(data, name: name ?? path) {
            (lines, emptyEntries) = (document.entries, document.emptyEntries)
        } else {
            (lines, emptyEntries) = (Self.lines(of: text.unicodeScalars), [])
        }
        try refuseNothing(name: name ?? path)
    }

    /// Texts that are given one by one, each with its place from 1.
    init(texts: [String], name: String) throws {
        let all = try texts.enumerated().map { index, text in
            try Line(number: index + 1, text: Self.text(text, name: name, number: index + 1))
        }
        lines = all.filter { !$0.text.isEmpty }
        emptyEntries = all.filter(\.text.isEmpty).map(\.number)
        try refuseNothing(name: name)
    }

    /// A text of a list without spaces at either end, which may leave nothing.
    ///
    /// - Throws: for a text of several lines.
    static func text(_ text: String, name: String, number: Int) throws -> String {
        guard !text.unicodeScalars.contains(where: isNewline) else {
            throw StageError.prompt(
                path: name, line: number,
                problem: "a prompt is one line; take the line breaks out of this one")
        }
        return String(trimmed(text.unicodeScalars[...]))
    }

    /// - Parameter last: entries after this one do not matter; nil for all.
    /// - Throws: where a text of a list is empty.
    func refuseEmptyEntries(name: String, upTo last: Int? = nil) throws {
        guard let number = emptyEntries.first, number < last ?? .max else { return }
        throw StageError.prompt(
            path: name, line: number, problem: "the prompt is empty; write one, or take the entry out")
    }

    private func refuseNothing(name: String) throws {
        guard lines.isEmpty else { return }
        try refuseEmptyEntries(name: name)
        throw StageError.noPrompts(path: name)
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
