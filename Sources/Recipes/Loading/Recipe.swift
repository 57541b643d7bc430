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
    /// Absolute paths, links not resolved, of the file, of all that it extends and of all files and folders that it
    /// names: as long as none of these changes and the folder of the project is the same, so is the recipe.
    public let consultedPaths: [String]

    public func stage(_ name: String) -> RecipeStage? {
        stages.first { $0.name == name }
    }
}
