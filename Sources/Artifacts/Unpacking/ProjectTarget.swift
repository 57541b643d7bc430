import Engine
import Foundation

/// The folder into which an artifact's files go, and what of them stands there already.
struct ProjectTarget {
    /// What may be in a folder that counts as empty: the cache of this project, and what file browsers leave.
    private static let ignored: Set<String> = [".tweed", ".DS_Store"]

    let folder: String
    /// Titles of files that stand there with the same bytes.
    private(set) var standing: Set<String> = []

    /// - Parameter overwrites: whether files of other content are replaced.
    /// - Throws: `ArtifactError.folderInUse`, `.wouldOverwrite`, `.inTheWay`.
    init(_ artifact: RecipeArtifact, folder: String, overwrites: Bool) throws {
        self.folder = folder
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) else { return }
        guard isFolder.boolValue else { throw ArtifactError.inTheWay(path: folder, kind: "a file") }
        let writer = try FolderWriter(root: folder)
        var other: String?
        for file in artifact.files {
            guard let title = file.title else { continue }
            switch try writer.standing(at: title) {
            case .nothing: continue
            case .file(file.digest): standing.insert(title)
            case .file: other = other ?? title
            }
        }
        guard !overwrites else { return }
        if let other { throw ArtifactError.wouldOverwrite(path: folder + "/" + other) }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        guard standing.contains(artifact.config.recipe) || names.allSatisfy(Self.ignored.contains) else {
            throw ArtifactError.folderInUse(path: folder)
        }
    }
}
