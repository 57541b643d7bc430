/// One output of a stage kind.
public struct OutputDescription: Sendable, Hashable {
    public let name: String
    /// The artifact type, such as `generator`, that parameters ask for.
    public let type: String
    /// One line for a person.
    public let summary: String

    public init(_ name: String, type: String, summary: String) {
        self.name = name
        self.type = type
        self.summary = summary
    }
}
