extension Engine {
    /// The files of a result, verified, where they lie in the cache. They are read-only.
    /// - Throws: `EngineError.missingObject` where content is missing or damaged.
    public func artifact(_ output: OutputReference) throws -> Artifact {
        defer { context.stamps.flush() }
        return try context.store.artifact(output)
    }
}
