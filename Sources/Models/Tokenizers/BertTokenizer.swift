/// The tokenizer of BERT, which ImageReward's text encoder reads: words and marks, each cut into the longest pieces
/// that the vocabulary has (WordPiece).
///
/// The numbers are those of `BertTokenizer` of transformers 5.
public struct BertTokenizer: Sendable {
    /// The longest text that the model takes, start and end among it: 512 unless a file says otherwise.
    public let maximumLength: Int
    /// `[CLS]`, which begins every text.
    public let startToken: Int32
    /// `[SEP]`, which ends every text.
    public let endToken: Int32
    /// `[PAD]`, which fills a text up.
    public let paddingToken: Int32
    /// `[UNK]`, for words that the vocabulary cannot be put together to.
    public let unknownToken: Int32
    /// One more than the largest number of a token: rows that the text encoder's table must have.
    public let vocabularySize: Int

    private let pieces: WordPieces
    private let added: AddedTokens

    init(
        pieces: WordPieces, added: AddedTokens, maximumLength: Int, start: Int32, end: Int32, padding: Int32,
        vocabularySize: Int
    ) {
        self.pieces = pieces
        self.added = added
        self.maximumLength = maximumLength
        startToken = start
        endToken = end
        paddingToken = padding
        unknownToken = pieces.unknown
        self.vocabularySize = vocabularySize
    }

    /// The tokens of a text between start and end, however many they are.
    public func tokens(_ text: String) -> [Int32] {
        added.split(text).flatMap { part in
            switch part {
            case .token(let token): [token]
            case .text(let scalars): BertWords.split(scalars).flatMap(pieces.tokens)
            }
        }
    }

    /// A text of exactly `length` tokens, `maximumLength` by default, and what did not fit.
    ///
    /// - Precondition: `length` is at least 2.
    public func tokenized(_ text: String, length: Int? = nil) -> TokenizedText {
        TokenizedText(
            content: tokens(text), start: startToken, end: endToken, padding: paddingToken,
            length: length ?? maximumLength)
    }

    /// A text of exactly `length` tokens, `maximumLength` by default: start, words, end, padding. What does not fit is
    /// left out; `tokenized` tells how much.
    ///
    /// - Precondition: `length` is at least 2.
    public func encode(_ text: String, length: Int? = nil) -> [Int32] {
        tokenized(text, length: length).tokens
    }
}
