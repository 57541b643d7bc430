/// A place in a text, as people and editors count it.
public struct SourceLocation: Sendable, Hashable {
    /// From 1.
    public let line: Int
    /// From 1, in characters (grapheme clusters).
    public let column: Int
    /// From 0, in bytes of UTF-8.
    public let offset: Int
}
