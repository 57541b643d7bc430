import Synchronization

/// Empty folders for stages to write in; one that was left empty serves the next stage.
///
/// They lie in a folder of the process's own among the temporary ones, so that what a kill leaves goes with those.
final class WorkFolders: Sendable {
    private let parent: String
    private let fileSystem: any FileSystem
    private let free = Mutex<[String]>([])

    init(temporaryFolder: String, fileSystem: any FileSystem) {
        parent = Paths.join(temporaryFolder, Paths.temporaryName())
        self.fileSystem = fileSystem
    }

    func take() throws -> String {
        if let folder = free.withLock({ $0.popLast() }) { return folder }
        let folder = Paths.join(parent, Paths.temporaryName())
        try fileSystem.makeFolder(folder)
        return folder
    }

    /// What is left in the folder is removed.
    func giveBack(_ folder: String) {
        do {
            for name in try FileReader.names(in: folder) {
                try fileSystem.remove(Paths.join(folder, name))
            }
            free.withLock { $0.append(folder) }
        } catch {
            // It stays until the temporary folders are cleared.
        }
    }

    /// At the end of a run.
    func removeAll() {
        free.withLock { $0.removeAll() }
        try? fileSystem.remove(parent)
    }
}
