/// A text as the numbers that a text encoder reads.
public struct TokenizedText: Hashable, Sendable {
    /// Start, words and end, then padding up to the length that was asked for.
    public let tokens: [Int32]
    /// Tokens before the padding, start and end among them: what an attention mask is made of.
    public let count: Int
    /// Tokens of the text that did not fit and were left out at its end.
    public let omitted: Int

    /// Whether the end of the text was left out.
    public var isTruncated: Bool { omitted > 0 }

    /// - Precondition: there is room for start and end.
    init(content: [Int32], start: Int32, end: Int32, padding: Int32, length: Int) {
        precondition(length >= 2, "start and end need a length of 2, got \(length)")
        let kept = min(content.count, length - 2)
        omitted = content.count - kept
        count = kept + 2
        tokens =
            [start] + content.prefix(kept) + [end] + Array(repeating: padding, count: length - count)
    }
}
