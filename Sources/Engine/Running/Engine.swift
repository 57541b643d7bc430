import Foundation

/// Runs graphs of stages and remembers their results.
///
/// It knows no kind of stage: an executor does. Results are kept in a cache folder by the content that they came
/// from, so that nothing is computed twice, also by two runs at once, and so that a kill at any instant costs at
/// most what was computed since the last checkpoint.
public final class Engine: Sendable {
    /// Seconds to wait for the cache to become free.
    static let patience = 5.0
    /// The same of a collection, which does not wait for a run.
    static let patienceOfCollections = 0.5

    let context: EngineContext
    let executor: any StageExecutor

    /// - Parameters:
    ///   - cacheFolder: made when absent; usually `<project>/.tweed/cache`. Several runs may share it.
    ///   - executor: carries out the stages.
    ///   - projectFolder: messages show the paths below it relative to it.
    ///   - readableFolders: links inside of input folders may end in these (a model hub's cache, say); without
    ///     them only inside of the input folder itself.
    public init(
        cacheFolder: String, executor: any StageExecutor, projectFolder: String? = nil,
        readableFolders: [String] = [],
        fileSystem: any FileSystem = LocalFileSystem()
    ) throws {
        try fileSystem.makeFolder(cacheFolder)
        // One folder must have one name, or the stamps of its objects would be kept under several.
        let root = Paths.resolved(cacheFolder) ?? cacheFolder
        context = EngineContext(
            root: root, projectFolder: projectFolder, readableFolders: readableFolders, fileSystem: fileSystem
        )
        self.executor = executor
    }

    /// Runs what is not in the cache, in parallel where the graph and the capacity allow.
    ///
    /// - Parameter observer: hears every event, one at a time, on threads of the engine's.
    /// - Returns: how each stage ended; a failed stage is no error of the run.
    /// - Throws: `EngineError` when the run cannot begin: the cache or the outputs folder cannot be written, or a
    ///   collection is at work in the cache.
    public func run(
        _ graph: StageGraph, options: RunOptions, observer: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) throws -> RunSummary {
        let started = WallClock.steadySeconds()
        guard Paths.isComponent(options.scope), !options.scope.hasPrefix(".") else {
            throw EngineError.unusableName(options.scope)
        }
        let graph = try options.selection(of: graph)
        let lock = try shareCache()
        let presenter = options.outputsFolder.map {
            OutputPresenter(folder: $0, store: context.store, fileSystem: context.fileSystem)
        }
        // Better now than after the hours of computing.
        try presenter?.prepare(scope: options.scope)
        if let folder = options.outputsFolder { context.shown.note(folder, scope: options.scope) }
        let journal = RunJournal(graph, options: options, store: context.runs)
        let runner = try StageRunner(
            context: context, executor: executor, options: options, presenter: presenter,
            events: EventSink { event in
                journal.hear(event)
                observer(event)
            })
        let outcomes = Scheduler(graph: graph, options: options, work: runner).run()
        do {
            try runner.close()
        } catch {
            journal.end(failedWith: outcomes, seconds: WallClock.steadySeconds() - started)
            throw error
        }
        return withExtendedLifetime(lock) {
            var summary = RunSummary(
                stages: outcomes, seconds: WallClock.steadySeconds() - started,
                externalInputs: runner.externalInputs)
            journal.end(&summary)
            return summary
        }
    }

    /// What a run would do, and why. Nothing is computed; inputs that changed are hashed.
    public func plan(_ graph: StageGraph, options: RunOptions) throws -> Plan {
        defer { context.stamps.flush() }
        return try Planner(context: context, options: options).plan(options.selection(of: graph))
    }

    /// All that is known of a stage's runs, oldest first.
    public func history(scope: String, stage: String) throws -> [StageRecord] {
        guard Paths.isComponent(scope), Paths.isComponent(stage) else {
            throw EngineError.unusableName(stage)
        }
        return try context.records.history(scope: scope, stage: stage)
    }

    /// The lock that keeps collections away. Whoever is alone in the cache clears up what kills have left.
    func shareCache() throws -> FileLock {
        let path = context.layout.lock
        // Whoever may only read still takes what is there; a stage that must be computed says why it cannot.
        if !Paths.isWritable(context.layout.root), let lock = FileLock.attemptReadingOnly(path) {
            return lock
        }
        // Who has it is either a run that clears up and will share in an instant, or a collection.
        return try lockCache(within: Self.patience) {
            if let lock = try FileLock.attempt(path, .exclusive) {
                try context.fileSystem.remove(context.layout.temporary)
                try lock.share()
                return lock
            }
            return try FileLock.attempt(path, .shared)
        }
    }

    /// The first lock on the cache that `attempt` gets, which is called again for so many seconds.
    func lockCache(within seconds: Double, _ attempt: () throws -> FileLock?) throws -> FileLock {
        let deadline = WallClock.steadySeconds() + seconds
        repeat {
            if let lock = try attempt() { return lock }
            Thread.sleep(forTimeInterval: 0.02)
        } while WallClock.steadySeconds() < deadline
        throw EngineError.cacheInUse(
            path: context.layout.root, process: FileLock.holder(context.layout.lock))
    }
}
