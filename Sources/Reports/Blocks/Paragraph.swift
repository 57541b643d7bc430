/// Running text.
public struct Paragraph: ReportBlock {
    public var text: String

    public init(_ text: String) { self.text = text }

    public func html(_ context: inout ReportContext) -> String { "<p>\(text.escapedForHTML)</p>\n" }
}
