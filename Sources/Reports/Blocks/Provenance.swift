/// What the report was made from: recipe, digests, versions.
public struct Provenance: ReportBlock {
    public var entries: [(name: String, value: String)]

    public init(_ entries: [(name: String, value: String)]) { self.entries = entries }

    public func html(_ context: inout ReportContext) -> String {
        let items = entries.map { entry in
            "<dt>\(entry.name.escapedForHTML)</dt><dd>\(entry.value.escapedForHTML)</dd>\n"
        }
        return "<dl class=\"provenance\">\n\(items.joined())</dl>\n"
    }
}
