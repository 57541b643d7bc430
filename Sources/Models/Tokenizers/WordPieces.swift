/// Words cut into pieces of a vocabulary, the longest one first each time; pieces within a word begin with `##`
/// (Wu et al. 2016, as in BERT).
struct WordPieces: Sendable {
    /// Longer words are unknown as a whole.
    private static let longestWord = 100

    private let vocabulary: [ExactText: Int32]
    let unknown: Int32

    init(vocabulary: [ExactText: Int32], unknown: Int32) {
        self.vocabulary = vocabulary
        self.unknown = unknown
    }

    func tokens(_ word: ArraySlice<Unicode.Scalar>) -> [Int32] {
        guard word.count <= Self.longestWord else { return [unknown] }
        var tokens: [Int32] = []
        var start = word.startIndex
        while start < word.endIndex {
            var end = word.endIndex
            var found: Int32?
            while end > start {
                var piece = String.UnicodeScalarView()
                if start > word.startIndex { piece.append(contentsOf: "##".unicodeScalars) }
                piece.append(contentsOf: word[start..<end])
                found = vocabulary[ExactText(String(piece))]
                if found != nil { break }
                end -= 1
            }
            guard let found else { return [unknown] }
            tokens.append(found)
            start = end
        }
        return tokens
    }
}
