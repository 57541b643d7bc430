import Foundation

/// Where a project keeps its cache and shows its results.
public struct ProjectLayout: Sendable, Equatable {
    public let projectFolder: String
    /// `<project>/.tweed/cache` unless the person named another.
    public let cacheFolder: String
    /// `<project>/outputs` unless the person named another. Each recipe has a folder of its name in it.
    public let outputsFolder: String

    private let ownsCache: Bool

    /// - Parameters:
    ///   - cacheFolder: as the person wrote it, relative to the current folder.
    ///   - outputsFolder: likewise.
    public init(projectFolder: String, cacheFolder: String? = nil, outputsFolder: String? = nil) {
        self.projectFolder = projectFolder
        self.cacheFolder = cacheFolder.map(Self.absolute) ?? projectFolder + "/.tweed/cache"
        self.outputsFolder = outputsFolder.map(Self.absolute) ?? projectFolder + "/outputs"
        ownsCache = cacheFolder == nil
    }

    public func outputsFolder(of recipe: String) -> String { outputsFolder + "/" + recipe }

    /// Makes the project's own `.tweed` folder, which tells git by itself that it is not to be committed.
    ///
    /// Nothing is done for a cache that the person placed elsewhere: that folder may hold other things.
    public func prepareCache() throws {
        guard ownsCache else { return }
        let folder = projectFolder + "/.tweed"
        let ignoreFile = folder + "/.gitignore"
        let files = FileManager.default
        if files.fileExists(atPath: ignoreFile) { return }
        try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data("*\n".utf8).write(to: URL(fileURLWithPath: ignoreFile), options: .atomic)
    }

    private static func absolute(_ path: String) -> String {
        URL(fileURLWithPath: path).standardizedFileURL.path
    }
}
