/// Vocabularies as files have them: words and their numbers.
enum TokenVocabulary {
    /// Numbers beyond this one belong to no real model; tables of embeddings are made by them.
    private static let numberLimit: Int32 = 1 << 24

    /// An object of words and numbers, or a list of words.
    static func read(_ json: TokenizerJSON, path: String) throws(TokenizerError) -> [ExactText: Int32] {
        if let list = json.list {
            var words: [String] = []
            for (index, item) in list.enumerated() {
                guard let word = item.text else {
                    throw .contradiction(
                        path: path, entry: "word \(index) of the vocabulary",
                        reason: "is \(item.kind), not a text")
                }
                words.append(word)
            }
            return numbered(words)
        }
        guard let members = json.members, !members.isEmpty else {
            throw .contradiction(
                path: path, entry: "vocabulary", reason: "is \(json.kind), not an object of words and numbers"
            )
        }
        var vocabulary: [ExactText: Int32] = [:]
        vocabulary.reserveCapacity(members.count)
        for member in members {
            let (word, value) = (member.key, member.value)
            guard let number = value.index, number < numberLimit else {
                throw .contradiction(
                    path: path, entry: "\"\(word.prefix(40))\" of the vocabulary",
                    reason: "is \(value.kind), not a number from 0 to \(numberLimit - 1)")
            }
            vocabulary[ExactText(word)] = number
        }
        return vocabulary
    }

    /// Words numbered by their place; the last place counts where one is there twice.
    static func numbered(_ words: [String]) -> [ExactText: Int32] {
        var vocabulary: [ExactText: Int32] = [:]
        vocabulary.reserveCapacity(words.count)
        for (number, word) in words.enumerated() { vocabulary[ExactText(word)] = Int32(number) }
        return vocabulary
    }
}
