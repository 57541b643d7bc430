import Values

/// A recipe that has passed every check.
public struct Recipe: Sendable {
    public let name: String
    /// Absolute path of the file.
    public let path: String
    /// Absolute path, without links, of the folder that the recipe does not leave.
    public let projectFolder: String
    /// An object; look-ups are resolved.
    public let params: JSONValue
    /// Each after all that it waits for, otherwise in the order of the recipe.
    public let stages: [RecipeStage]

    public func stage(_ name: String) -> RecipeStage? {
        stages.first { $0.name == name }
    }
}
