/// The words of captions and their token ids.
public enum Vocabulary {
    /// Stands in a slot that the caption leaves empty; nothing but this is the unconditional caption.
    public static let none: Int32 = 0

    /// Words by token id; the word of `none` is "-".
    public static let words: [String] =
        ["-"] + Colour.allCases.map(\.rawValue) + ObjectShape.allCases.map(\.rawValue)
        + Relation.allCases.map(\.rawValue) + ObjectCount.allCases.map(\.rawValue)
        + Ground.allCases.map(\.rawValue)

    /// Number of tokens, `none` included.
    public static var count: Int { words.count }

    private static let ids: [String: Int32] = Dictionary(
        uniqueKeysWithValues: words.enumerated().map { ($1, Int32($0)) })

    /// The token of a word, nil for words that captions do not know.
    public static func token(_ word: String) -> Int32? { ids[word] }

    /// The word of a token, nil outside of the vocabulary.
    public static func word(_ token: Int32) -> String? {
        words.indices.contains(Int(token)) ? words[Int(token)] : nil
    }

    static let firstColour: Int32 = 1
    static let firstShape = firstColour + Int32(Colour.allCases.count)
    static let firstRelation = firstShape + Int32(ObjectShape.allCases.count)
    static let firstCount = firstRelation + Int32(Relation.allCases.count)
    static let firstGround = firstCount + Int32(ObjectCount.allCases.count)

    /// The case of `Word` that a token names, when it names one.
    static func find<Word: CaseIterable>(_ token: Int32, from first: Int32, as: Word.Type) -> Word?
    where Word.AllCases == [Word] {
        let index = Int(token) - Int(first)
        return Word.allCases.indices.contains(index) ? Word.allCases[index] : nil
    }
}
