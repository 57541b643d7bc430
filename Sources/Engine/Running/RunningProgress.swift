/// How far a stage is that some process computes now.
public struct RunningProgress: Sendable, Equatable {
    /// nil until the first report.
    public var process: Int32?
    /// nil until the first report.
    public var report: ProgressReport?
}

extension Engine {
    /// - Returns: nil when no process computes the key.
    public func running(_ key: Digest) -> RunningProgress? {
        // The file is made by the first run; without it nobody computes anything.
        guard (try? FileStatus.read(context.layout.locks)) != nil,
            let locks = try? KeyLocks(path: context.layout.locks), locks.isHeldElsewhere(key)
        else { return nil }
        let said = ProgressMirror.read(context.layout.running(key).progress)
        return RunningProgress(process: said?.process, report: said?.report)
    }

    /// The records of the runs in this cache.
    public var runs: RunRecordStore { context.runs }
}
