import Foundation

/// Hands results of a cache to others and takes theirs, without running anything.
///
/// While it lives, no collection takes place in the cache.
public final class CacheExchange: Sendable {
    let context: EngineContext
    private let lock: FileLock

    /// - Parameter cacheFolder: made when absent.
    /// - Throws: `EngineError.cacheInUse`, `.file`.
    public init(cacheFolder: String) throws {
        let engine = try Engine(cacheFolder: cacheFolder, executor: NoExecutor())
        context = engine.context
        lock = try engine.shareCache()
    }

    deinit { context.stamps.flush() }

    /// The cache folder, without links.
    public var folder: String { context.layout.root }

    /// Where content lies that has come in and is not part of the cache yet; the folder need not exist.
    public var incomingFolder: String { context.layout.incoming }

    /// The result of a key, where all of it is in the cache.
    public func record(of key: Digest) throws -> ActionRecord? {
        guard let record = try context.actions.record(of: key) else { return nil }
        do {
            return try record.outputs.values.allSatisfy({ try context.store.holds($0) }) ? record : nil
        } catch EngineError.damagedManifest(_, _), EngineError.missingObject(_) {
            return nil
        }
    }

    /// Whether the cache has an object of this size, whole.
    public func holds(_ digest: Digest, size: Int64) throws -> Bool {
        // Without the size, which is only a claim: the store sets aside what does not have the size that it is asked
        // for.
        try context.store.holds(digest, size: nil)
            && FileStatus.read(context.store.path(of: digest))?.stamp.size == size
    }

    /// Where an object is. It must not be changed.
    /// - Throws: `EngineError.missingObject`.
    public func path(of digest: Digest) throws -> String { try context.store.path(of: digest) }

    /// The objects of which the outputs of a result consist: files, and the manifests of folders. Each once, sorted.
    /// - Throws: `EngineError.missingObject` where content is missing or damaged.
    public func objects(of record: ActionRecord) throws -> [StoredObject] {
        var digests: Set<Digest> = []
        for output in record.outputs.values {
            digests.insert(output.digest)
            guard output.isFolder else { continue }
            digests.formUnion(try context.store.manifest(of: output.digest).files.values.map(\.digest))
        }
        return try digests.sorted().map { digest in
            let path = try context.store.path(of: digest)
            guard let status = try FileStatus.read(path) else { throw EngineError.missingObject(digest) }
            return StoredObject(digest: digest, size: status.stamp.size, path: path)
        }
    }

    /// The files of an output, in place.
    /// - Throws: `EngineError.missingObject` where content is missing or damaged.
    public func artifact(_ output: OutputReference) throws -> Artifact { try context.store.artifact(output) }

    /// Shows a result in an outputs folder, as a run would. It then stays until it is no longer shown.
    /// - Returns: the folder in which it is shown.
    /// - Throws: `EngineError`, also for names that cannot be folders.
    public func show(_ record: ActionRecord, as stage: String, scope: String, in outputsFolder: String) throws
        -> String
    {
        for name in [stage, scope] where !Paths.isComponent(name) || name.hasPrefix(".") {
            throw EngineError.unusableName(name)
        }
        let presenter = OutputPresenter(
            folder: outputsFolder, store: context.store, fileSystem: context.fileSystem)
        try presenter.prepare(scope: scope)
        context.shown.note(outputsFolder, scope: scope)
        return try presenter.present(record.outputs, scope: scope, stage: stage).path
    }

    /// Writes down a run of another machine, where no record of that name stands yet.
    public func take(_ run: RunRecord) throws {
        let store = context.runs
        guard try FileStatus.read(store.path(of: run.id, scope: run.scope)) == nil else { return }
        try store.fileSystem.makeFolder(store.folder(of: run.scope))
        try store.write(run)
    }
}

/// Of an engine that runs nothing.
private struct NoExecutor: StageExecutor {
    func execute(_ request: ExecutionRequest) throws { throw EngineError.notCached(stage: request.stage) }
}
