import Engine

/// What came of taking an artifact apart.
public struct Unpacked: Sendable {
    /// The path of the recipe.
    public var recipe: String
    public var config: RecipeConfig
    /// Files of the project that were written, and how many stood there already.
    public var written: Int
    public var standing: Int
    /// Objects that are new in the cache.
    public var objects: Int
    /// Names of the stages whose results are in the cache now, in the order of the artifact.
    public var results: [String]
    /// Of these, those that were in the cache before with other bytes, which stay.
    public var differing: [String]
    /// Stages whose results are described, but whose content did not come along.
    public var incomplete: [String]
}
