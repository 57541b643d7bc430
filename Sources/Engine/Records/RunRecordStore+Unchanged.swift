import Values

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension RunRecordStore {
    /// The records of a cache, for callers that have no engine.
    public init(cacheFolder: String, fileSystem: any FileSystem = LocalFileSystem()) {
        self.init(folder: CacheLayout(root: cacheFolder).runs, fileSystem: fileSystem)
    }

    /// Records a run that looked at a snapshot, found nothing changed and is over: a few lines that refer to the run
    /// whose record has the stages.
    ///
    /// - Parameters:
    ///   - origin: `RunSummary.recordedIn` of the run that made the snapshot.
    ///   - seconds: how long it took.
    /// - Returns: nil where that record is gone, so that nothing was written.
    /// - Throws: `EngineError.file`.
    @discardableResult
    public func recordUnchanged(scope: String, origin: RunID, seconds: Double, provenance: JSONValue) throws
        -> RunID?
    {
        guard Paths.isComponent(scope), try FileStatus.read(path(of: origin, scope: scope)) != nil else {
            return nil
        }
        let now = WallClock.nanoseconds()
        let id = RunID(nanoseconds: now)
        let ended = Double(now) / 1e9
        try write(
            RunRecord(
                id: id, scope: scope, status: .succeeded, process: getpid(), started: max(0, ended - seconds),
                ended: ended, seconds: seconds, provenance: provenance, stages: [], repeats: origin))
        try prune(scope: scope)
        return id
    }
}
