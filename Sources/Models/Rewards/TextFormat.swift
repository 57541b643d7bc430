/// What texts a reward takes.
public struct TextFormat: Sendable, Hashable {
    /// Whose tokens they are.
    public enum Tokens: Sendable, Hashable {
        /// CLIP's byte pairs, with start and end.
        case clip
        /// Those of `bert-base-uncased` with `[CLS]` and `[SEP]`.
        case bert
    }

    public let tokens: Tokens
    /// Most tokens of a text, with start and end; longer ones are to be cut.
    public let length: Int
    /// Tokens are below it.
    public let vocabulary: Int

    public init(tokens: Tokens, length: Int, vocabulary: Int) {
        self.tokens = tokens
        self.length = length
        self.vocabulary = vocabulary
    }
}
