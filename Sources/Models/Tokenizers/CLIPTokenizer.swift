/// The tokenizer of CLIP's text encoders: byte-pair encoding over the bytes of lower-cased words.
///
/// The numbers are those of `CLIPTokenizer` of transformers 5 (which is its fast one). Text is composed (NFC), runs of
/// white space become one space, letters become small; then words are cut out, each goes through the merges by itself,
/// and its last symbol carries the mark `</w>`.
public struct CLIPTokenizer: Sendable {
    /// The longest text that the text encoder takes, start and end among it: 77.
    public let maximumLength: Int
    /// `<|startoftext|>`, which begins every text.
    public let startToken: Int32
    /// `<|endoftext|>`, which ends every text.
    public let endToken: Int32
    /// What fills a text up: `endToken` in Stable Diffusion 1.5 and the first encoder of SDXL, the token 0 (`!`) in
    /// Stable Diffusion 2 and the second.
    public let paddingToken: Int32
    /// One more than the largest number of a token: rows that the text encoder's table must have.
    public let vocabularySize: Int

    private let model: Model
    private let added: AddedTokens

    /// The parts that files are read into.
    struct Model: Sendable {
        var merges: BytePairMerges
        /// The symbol of each byte within a word and at its end.
        var inner: [Int32]
        var final: [Int32]
    }

    init(
        model: Model, added: AddedTokens, maximumLength: Int, start: Int32, end: Int32, padding: Int32,
        vocabularySize: Int
    ) {
        self.model = model
        self.added = added
        self.maximumLength = maximumLength
        startToken = start
        endToken = end
        paddingToken = padding
        self.vocabularySize = vocabularySize
    }

    /// The tokens of a text between start and end, however many they are.
    public func tokens(_ text: String) -> [Int32] {
        added.split(text).flatMap { part in
            switch part {
            case .token(let token): [token]
            case .text(let scalars): CLIPWords.split(scalars).flatMap(tokens(word:))
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

    private func tokens(word: ArraySlice<Unicode.Scalar>) -> [Int32] {
        var bytes: [UInt8] = []
        for scalar in word { bytes.append(contentsOf: UTF8.encode(scalar)!) }
        var symbols = bytes.map { model.inner[Int($0)] }
        if let last = bytes.last { symbols[symbols.count - 1] = model.final[Int(last)] }
        return model.merges.joined(symbols)
    }
}
