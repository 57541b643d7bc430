import Values

/// What an argument refers to.
public struct InputBinding: Sendable, Hashable {
    public enum Source: Sendable, Hashable {
        case output(stage: String, output: String)
        /// An absolute path without links.
        case file(String)
        /// An absolute path without links.
        case folder(String)
    }

    /// The parameter's name, with the index in a list: `generator`, `of[0]`.
    public let binding: String
    public let source: Source
    public let range: SourceRange
    /// How the recipe names it where it is a model of a hub: `hub:organisation/name@revision`.
    public let hubReference: String?

    public init(binding: String, source: Source, range: SourceRange, hubReference: String? = nil) {
        self.hubReference = hubReference
        self.binding = binding
        self.source = source
        self.range = range
    }
}
