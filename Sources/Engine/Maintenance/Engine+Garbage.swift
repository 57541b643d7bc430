extension Engine {
    /// Removes from the cache what the policy does not keep. No run may be at work in it.
    /// - Throws: `EngineError.cacheInUse`.
    public func collectGarbage(_ policy: GarbagePolicy) throws -> GarbageReport {
        guard let lock = try FileLock.attempt(context.layout.lock) else {
            throw EngineError.cacheInUse(
                path: context.layout.root, process: FileLock.holder(context.layout.lock))
        }
        return try withExtendedLifetime(lock) {
            try GarbageCollector(context: context, policy: policy).collect()
        }
    }

    /// Reads every object and compares it with its digest. Damaged ones are moved aside, and the next run makes
    /// them again.
    /// - Returns: the damaged objects.
    public func checkObjects() throws -> [Digest] {
        let lock = try shareCache()
        defer { context.stamps.flush() }
        return try withExtendedLifetime(lock) {
            var damaged: [Digest] = []
            for object in try GarbageCollector.objects(in: context.layout) {
                if (try? FileHasher.digest(ofFileAt: object.path)) == object.digest { continue }
                damaged.append(object.digest)
                try context.fileSystem.makeFolder(context.layout.damaged)
                let aside = "\(object.digest.hexadecimal)-\(Paths.temporaryName())"
                try context.fileSystem.rename(object.path, to: Paths.join(context.layout.damaged, aside))
            }
            return damaged
        }
    }
}
