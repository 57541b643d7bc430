/// What belongs to a key while it is being computed: its saved state, and how far it is.
///
/// The folder is made by whoever saves something in it; a stage that ends within a moment never has one.
struct RunningFolder: Sendable {
    let path: String
    let temporary: String

    var progress: String { Paths.join(path, "progress") }

    func checkpoints(_ fileSystem: any FileSystem) -> StageCheckpoints {
        StageCheckpoints(folder: Paths.join(path, "state"), fileSystem: fileSystem)
    }

    /// Takes all of it away; the caller holds the lock on the key.
    ///
    /// It leaves in one step, so that nobody finds it half emptied.
    func discard(_ fileSystem: any FileSystem) throws {
        guard try FileStatus.read(path) != nil else { return }
        try fileSystem.makeFolder(temporary)
        let aside = Paths.join(temporary, Paths.temporaryName())
        try fileSystem.rename(path, to: aside)
        try fileSystem.remove(aside)
    }

    /// After an attempt without result: saved state stays, for whoever goes on from it.
    func tidy(_ fileSystem: any FileSystem) throws {
        guard hasState else { return try discard(fileSystem) }
        try fileSystem.remove(progress)
    }

    /// Whether state was saved that another attempt can go on from.
    var hasState: Bool {
        (try? FileStatus.read(Paths.join(path, "state"))) != nil
    }
}
