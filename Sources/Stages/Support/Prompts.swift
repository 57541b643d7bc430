import Methods
import World

/// The captions of a prompt file: one on each line that counts.
struct Prompts {
    let captions: [Caption]

    /// - Parameters:
    ///   - name: what to call the file in errors; its path unless given.
    ///   - limit: only so many captions from the top.
    init(path: String, name: String? = nil, limit: Int? = nil) throws {
        captions = try PromptLines(path: path, name: name).lines.prefix(limit ?? .max).map { line in
            do {
                return try Caption(parsing: line.text)
            } catch {
                throw StageError.prompt(path: name ?? path, line: line.number, problem: "\(error)")
            }
        }
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
