extension Engine {
    /// Brings the result of one stage into the cache, where the cache does not have it and a source of the options
    /// does. Nothing is computed, and no result before it is fetched.
    ///
    /// - Returns: whether the cache has it now.
    /// - Throws: `EngineError` where the cache cannot be written; `.unknownStage`.
    public func fetch(
        _ name: String, in graph: StageGraph, options: RunOptions,
        progress: @escaping @Sendable (ProgressReport) -> Void = { _ in }
    ) throws -> Bool {
        defer { context.stamps.flush() }
        let part = try graph.restricted(to: [name])
        let resolver = GraphResolver(context: context, sources: options.sources)
        guard let resolved = try resolver.resolve(part).last else { return false }
        if resolved.record != nil { return true }
        guard let key = resolved.key, let remote = resolved.remote else { return false }
        let cacheLock = try shareCache()
        let locks = try KeyLocks(path: context.layout.locks)
        // Another run that computes or fetches it now will be done with it without our help.
        guard let lock = try locks.attempt(key) else { return false }
        return try withExtendedLifetime((cacheLock, lock)) {
            let fetched = remote.source.fetch(key, cancellation: options.cancellation, progress: progress)
            return try fetched != nil && context.usableRecord(of: key, for: resolved.task) != nil
        }
    }
}
