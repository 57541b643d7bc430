import Foundation

/// Where a recipe is, found without reading it.
public struct RecipeLocation: Sendable, Equatable {
    /// Absolute, links not resolved.
    public let path: String
    /// Absolute path, without links, of the folder that the recipe does not leave.
    public let projectFolder: String

    /// - Parameter path: as the person wrote it.
    public init(path: String) {
        self.path = RecipePaths.normalised(path, in: FileManager.default.currentDirectoryPath)
        projectFolder = RecipePaths.projectFolder(above: RecipePaths.folder(of: path))
    }
}
