/// What belongs to a key while it is being computed: its lock, its saved state, and where the stage writes.
struct RunningFolder: Sendable {
    let path: String
    let temporary: String

    var work: String { Paths.join(path, "work") }
    var lock: String { Paths.join(path, "lock") }
    var progress: String { Paths.join(path, "progress") }

    func checkpoints(_ fileSystem: any FileSystem) -> StageCheckpoints {
        StageCheckpoints(folder: Paths.join(path, "state"), fileSystem: fileSystem)
    }

    /// The lock of the key, or nil when another computes it.
    func attemptLock(_ fileSystem: any FileSystem) throws -> FileLock? {
        while true {
            try fileSystem.makeFolder(path)
            do {
                return try FileLock.attempt(lock)
            } catch EngineError.file(.lock, path: _, code: 2) {
                // Another run finished the key and took the folder away in between.
            }
        }
    }

    /// An empty folder to write outputs in.
    func makeWork(_ fileSystem: any FileSystem) throws {
        try fileSystem.remove(work)
        try fileSystem.makeFolder(work)
    }

    /// Takes the folder away; the caller holds the lock.
    ///
    /// It leaves in one step, so that nobody makes a new lock in a folder that is being emptied.
    func discard(_ fileSystem: any FileSystem) throws {
        try fileSystem.makeFolder(temporary)
        let aside = Paths.join(temporary, Paths.temporaryName())
        try fileSystem.rename(path, to: aside)
        try fileSystem.remove(aside)
    }

    /// Whether state was saved that another attempt can go on from.
    var hasState: Bool {
        (try? FileStatus.read(Paths.join(path, "state"))) != nil
    }
}
