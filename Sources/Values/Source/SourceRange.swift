/// A stretch of a source text, in byte offsets. An empty one is a place between two characters.
public struct SourceRange: Sendable, Hashable {
    public let source: SourceText
    public let offsets: Range<Int>

    public init(_ source: SourceText, _ offsets: Range<Int>) {
        self.source = source
        self.offsets = offsets.clamped(to: 0..<source.bytes.count)
    }

    public var start: SourceLocation { source.location(of: offsets.lowerBound) }

    /// What stands there; damaged UTF-8 is repaired.
    public var text: String { String(decoding: source.bytes[offsets], as: UTF8.self) }
}

extension SourceRange: CustomStringConvertible {
    /// `name:line:column`, the form that editors make links of.
    public var description: String {
        let start = start
        return "\(source.name):\(start.line):\(start.column)"
    }
}
