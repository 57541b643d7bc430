/// An input with its content known.
struct ResolvedInput: Sendable {
    enum Source: Sendable {
        case stored
        /// Read where it lies; the stamps tell afterwards whether it stayed as it was. The manifest is a folder's.
        case external(artifact: Artifact, stamps: [String: FileStamp], manifest: TreeManifest?)
    }

    var content: OutputReference
    /// For a person, see `StageDescription.Input`.
    var origin: String
    var source: Source
    /// Of an external input: where the recipe says that it is, links resolved.
    var path: String?

    var description: StageDescription.Input {
        let isExternal = if case .external = source { true } else { false }
        return StageDescription.Input(content: content, origin: origin, isExternal: isExternal)
    }
}
