extension Engine {
    /// Removes from the cache what the policy does not keep, never what is pinned or shown in an outputs folder. No
    /// run may be at work in it.
    /// - Throws: `EngineError.cacheInUse`.
    public func collectGarbage(_ policy: GarbagePolicy) throws -> GarbageReport {
        let lock = try wholeCache()
        return try withExtendedLifetime(lock) {
            try GarbageCollector(context: context, policy: policy).collect()
        }
    }

    /// The lock that keeps everybody else away. A program that was started from here has what is open for the instant
    /// between its start and its own file, with the locks, so that one refusal says nothing yet.
    private func wholeCache() throws -> FileLock {
        try lockCache(within: Self.patienceOfCollections) { try FileLock.attempt(context.layout.lock) }
    }

    /// Reads every object and compares it with its digest. Damaged ones are moved aside, and the next run makes
    /// them again.
    /// - Parameter progress: hears now and then how many bytes of how many have been read.
    /// - Returns: the damaged objects.
    public func checkObjects(
        cancellation: CancellationFlag = CancellationFlag(),
        progress: (_ read: Int64, _ all: Int64) -> Void = { _, _ in }
    ) throws -> [Digest] {
        let lock = try shareCache()
        defer { context.stamps.flush() }
        return try withExtendedLifetime(lock) {
            var damaged: [Digest] = []
            let objects = try GarbageCollector.objects(in: context.layout)
            let all = objects.map(\.size).saturatingSum
            var read: Int64 = 0
            for object in objects {
                if cancellation.isCancelled { throw CancelledError() }
                progress(read, all)
                read += object.size
                if (try? FileHasher.digest(ofFileAt: object.path)) == object.digest { continue }
                damaged.append(object.digest)
                try context.fileSystem.makeFolder(context.layout.damaged)
                let aside = "\(object.digest.hexadecimal)-\(Paths.temporaryName())"
                try context.fileSystem.rename(object.path, to: Paths.join(context.layout.damaged, aside))
            }
            progress(all, all)
            return damaged
        }
    }
}
