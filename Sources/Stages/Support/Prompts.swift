import Foundation
import Methods
import World

/// The captions of a prompt file: one on each line; empty lines and lines that start with `#` are left out.
struct Prompts {
    let captions: [Caption]

    /// - Parameter limit: only so many captions from the top.
    init(path: String, limit: Int? = nil) throws {
        guard let data = FileManager.default.contents(atPath: path),
            let text = String(data: data, encoding: .utf8)
        else { throw StageError.unreadable(file: path, problem: "is not a text file in UTF-8") }
        var captions: [Caption] = []
        // By any line end: "\r\n" is one character, so splitting at "\n" would leave it in place.
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
            .enumerated()
        {
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

    /// One search prompt for each caption. A caption that the list repeats gets noise of its own each time; apart
    /// from that, noise depends on seed and caption and not on the place in the list.
    static func searchPrompts(_ captions: [Caption], seed: UInt64) -> [SearchPrompt] {
        var occurrences: [String: Int] = [:]
        return captions.map { caption in
            let occurrence = occurrences[caption.text, default: 0]
            occurrences[caption.text] = occurrence + 1
            return SearchPrompt(
                text: caption.text, tokens: caption.tokens, seed: seed, occurrence: occurrence)
        }
    }
}
