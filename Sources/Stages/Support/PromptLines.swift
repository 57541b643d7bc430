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
            let text = String(data: data, encoding: .utf8)
        else { throw StageError.unreadable(file: name ?? path, problem: "is not a text file in UTF-8") }
        // By any line end: "\r\n" is one character, so splitting at "\n" would leave it in place.
        lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated()
            .compactMap { index, line in
                let trimmed = line.trimmingCharacters(in: .whitespaces)
                if trimmed.isEmpty || trimmed.hasPrefix("#") { return nil }
                return Line(number: index + 1, text: trimmed)
            }
        guard !lines.isEmpty else { throw StageError.noPrompts(path: name ?? path) }
    }
}
