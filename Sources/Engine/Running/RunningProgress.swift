/// How far a stage is that some process computes now.
public struct RunningProgress: Sendable, Equatable {
    /// nil as long as it is not known.
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
        // Before the first report: whose lock it is cannot be told, but often there is only one run.
        let live = said == nil ? (try? context.runs.live()) ?? [] : []
        return RunningProgress(
            process: said?.process ?? (live.count == 1 ? live[0].process : nil), report: said?.report)
    }

    /// The records of the runs in this cache.
    public var runs: RunRecordStore { context.runs }
}
