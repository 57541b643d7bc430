import Foundation
import Methods
import World

/// The captions of a prompt file: one on each line; empty lines and lines that start with `#` are left out.
struct Prompts {
    let captions: [Caption]

    /// - Parameter limit: only so many captions from the top.
    init(path: String, limit: Int? = nil) throws {
        guard let data = FileManager.default.contents(atPath: path), let text = String(data: data, encoding: .utf8)
        else { throw StageError.unreadable(file: path, problem: "is not a text file in UTF-8") }
        var captions: [Caption] = []
        // By any line end: "\r\n" is one character, so splitting at "\n" would leave it in place.
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            if let limit, captions.count == limit { break }
            let trimmed = line.trimmingCharacters(in: .whitespaces)
            if trimmed.isEmpty || trimmed.hasPrefix("#") { continue }
            do {
                captions.append(try Caption(parsing: trimmed))
            } catch {
                throw StageError.prompt(path: path, line: index + 1, problem: "\(error)")
            }
        }
        guard !captions.isEmpty else { throw StageError.noPrompts(path: path) }
        self.captions = captions
    }

    static func searchPrompts(_ captions: [Caption], seed: UInt64) -> [SearchPrompt] {
        captions.map { SearchPrompt(text: $0.text, tokens: $0.tokens, seed: seed) }
    }
}
