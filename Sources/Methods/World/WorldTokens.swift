import World

/// Captions of the embedded world, from texts.
enum WorldTokens {
    static func of(_ prompts: [String]) throws(CaptionError) -> [[Int32]] {
        var rows: [[Int32]] = []
        for prompt in prompts { rows.append(try Caption(parsing: prompt).tokens) }
        return rows
    }
}
