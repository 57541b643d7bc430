/// A titled part of a page.
public struct ReportSection: Sendable {
    public var title: String
    public var blocks: [any ReportBlock]

    public init(_ title: String, _ blocks: [any ReportBlock]) {
        self.title = title
        self.blocks = blocks
    }
}
