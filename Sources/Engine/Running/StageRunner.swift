import Synchronization

/// One run's work on each stage: is it cached, does another run compute it, else compute it.
final class StageRunner: ScheduledWork {
    /// Seconds to wait for another run before that is said, where it does not say itself how far it is.
    private static let silence = 0.5

    struct State {
        var preparations: [String: StagePreparation] = [:]
        var outputs: [String: [String: OutputReference]] = [:]
        /// Of the stages that are done, by name.
        var actions: [String: ActionRecord] = [:]
        /// By path; of the stages that are done.
        var externalInputs: [String: ResolvedInput] = [:]
    }

    let context: EngineContext
    let executor: any StageExecutor
    let options: RunOptions
    private let presenter: OutputPresenter?
    let locks: KeyLocks
    let workFolders: WorkFolders
    let events: EventSink
    let state = Mutex(State())

    init(
        context: EngineContext, executor: any StageExecutor, options: RunOptions, presenter: OutputPresenter?,
        events: EventSink
    ) throws {
        self.context = context
        self.executor = executor
        self.options = options
        self.presenter = presenter
        self.events = events
        locks = try KeyLocks(path: context.layout.locks)
        workFolders = WorkFolders(
            temporaryFolder: context.layout.temporary, fileSystem: context.fileSystem)
    }

    func attempt(_ stage: StageTask) -> Attempt {
        do {
            var preparation = try prepared(stage)
            let isForced = options.forced.contains(stage.name)
            if !isForced, let outcome = try cached(stage, preparation) { return .finished(outcome) }
            let looksElsewhere = !isForced && !options.sources.isEmpty
            guard looksElsewhere || options.computes(stage.name) else {
                throw EngineError.notSelected(stage: stage.name)
            }
            let running = context.layout.running(preparation.key)
            preparation.lock = try locks.attempt(preparation.key)
            guard preparation.lock != nil else {
                attach(stage, &preparation, running)
                keep(preparation, for: stage)
                return .busy
            }
            // The other run may have finished between the look into the cache and the lock.
            if !isForced, let outcome = try cached(stage, preparation) {
                try withExtendedLifetime(preparation.lock) { try running.discard(context.fileSystem) }
                return .finished(outcome)
            }
            keep(preparation, for: stage)
            return looksElsewhere ? .elsewhere : .ready
        } catch {
            return .finished(
                ended(StageOutcome(name: stage.name, kind: stage.kind, status: .failed, error: error)))
        }
    }

    func perform(_ stage: StageTask) -> StageOutcome {
        let preparation = state.withLock { $0.preparations.removeValue(forKey: stage.name)! }
        let started = WallClock.steadySeconds()
        var outcome = StageOutcome(name: stage.name, kind: stage.kind, status: .failed, key: preparation.key)
        outcome.inputs = preparation.description.inputs
        do {
            let (status, action) = try compute(stage, preparation, started: started)
            outcome.status = status
            outcome.outputs = action.outputs
            finished(stage, preparation, action)
        } catch is CancelledError {
            outcome.status = .cancelled
        } catch {
            outcome.error = error
        }
        outcome.seconds = WallClock.steadySeconds() - started
        if outcome.status.isSuccess {
            record(.finished, stage, preparation, seconds: outcome.seconds)
        } else {
            tidy(preparation)
        }
        // Named here so that the lock lasts until all is tidy.
        return withExtendedLifetime(preparation.lock) { ended(outcome) }
    }

    /// What the stages that are done read from outside of the graph.
    var externalInputs: [ResolvedInput] {
        state.withLock { $0.externalInputs.sorted { $0.key < $1.key }.map(\.value) }
    }

    /// At the end of the run, when all that it wrote is to be on the disk.
    func close() throws {
        workFolders.removeAll()
        try context.writes.settle()
    }

    func skip(_ stage: StageTask, because: String?) -> StageOutcome {
        let preparation = state.withLock { $0.preparations.removeValue(forKey: stage.name) }
        if let preparation, let lock = preparation.lock { withExtendedLifetime(lock) { tidy(preparation) } }
        var outcome = StageOutcome(
            name: stage.name, kind: stage.kind, status: .skipped, key: preparation?.key,
            skippedBecause: because)
        outcome.inputs = preparation?.description.inputs
        return ended(outcome)
    }

    // MARK: - Attempting

    private func prepared(_ stage: StageTask) throws -> StagePreparation {
        let (known, outputs) = state.withLock { ($0.preparations[stage.name], $0.outputs) }
        if let known { return known }
        let inputs = try context.resolver.resolve(stage, outputs: outputs)
        let description = context.describe(stage, inputs: inputs)
        return StagePreparation(inputs: inputs, description: description, key: StageKey.make(description))
    }

    private func finished(_ stage: StageTask, _ preparation: StagePreparation, _ action: ActionRecord) {
        state.withLock { state in
            state.preparations[stage.name] = nil
            state.actions[stage.name] = action
            for input in preparation.inputs.values {
                if let path = input.path { state.externalInputs[path] = input }
            }
        }
    }

    private func keep(_ preparation: StagePreparation, for stage: StageTask) {
        state.withLock { $0.preparations[stage.name] = preparation }
    }

    private func cached(_ stage: StageTask, _ preparation: StagePreparation) throws -> StageOutcome? {
        guard let action = try context.usableRecord(of: preparation.key, for: stage) else { return nil }
        return try taken(stage, preparation, action)
    }

    /// The end of a stage whose result is in the cache.
    func taken(_ stage: StageTask, _ preparation: StagePreparation, _ action: ActionRecord) throws
        -> StageOutcome
    {
        try? context.actions.markUsed(preparation.key)
        let latest = try context.records.latest(scope: options.scope, stage: stage.name)
        if latest.last?.event != .finished || latest.last?.key != preparation.key {
            record(.finished, stage, preparation, seconds: 0)
        }
        finished(stage, preparation, action)
        try clearLeftovers(of: action)
        var outcome = StageOutcome(
            name: stage.name, kind: stage.kind, status: .cached, key: preparation.key,
            outputs: action.outputs)
        outcome.inputs = preparation.description.inputs
        return ended(outcome)
    }

    /// A kill between the result and the end of its running folder leaves that folder behind.
    private func clearLeftovers(of action: ActionRecord) throws {
        let running = context.layout.running(action.key)
        guard try FileStatus.read(running.path) != nil,
            let lock = try locks.attempt(action.key)
        else { return }
        try withExtendedLifetime(lock) {
            // The process that made the result may have been killed before it flushed it.
            context.expectUnsettled(action)
            try context.writes.settle()
            try running.discard(context.fileSystem)
        }
    }

    private func attach(_ stage: StageTask, _ preparation: inout StagePreparation, _ running: RunningFolder) {
        let now = WallClock.steadySeconds()
        let since = preparation.busySince ?? now
        preparation.busySince = since
        let said = ProgressMirror.read(running.progress)
        // What ends within a moment is not worth a word.
        if !preparation.isAttached, said != nil || now - since > Self.silence {
            preparation.isAttached = true
            events.send(.attached(stage: stage.name, process: said?.process))
        }
        if let progress = said?.report, progress != preparation.lastProgress {
            preparation.lastProgress = progress
            events.send(.progress(stage: stage.name, progress))
        }
    }

    /// After an attempt without result: what it wrote goes, saved state stays.
    func tidy(_ preparation: StagePreparation) {
        try? context.layout.running(preparation.key).tidy(context.fileSystem)
    }

    func record(
        _ event: StageRecord.Event, _ stage: StageTask, _ preparation: StagePreparation, seconds: Double
    ) {
        let record = StageRecord(
            event: event, key: preparation.key, description: preparation.description,
            time: Double(WallClock.nanoseconds()) / 1e9, seconds: seconds)
        do {
            try context.records.append(record, scope: options.scope, stage: stage.name)
        } catch {
            // The history serves explanations only.
            events.send(.warning(stage: stage.name, error))
        }
    }

    /// The same last steps for every end.
    func ended(_ outcome: StageOutcome) -> StageOutcome {
        var outcome = outcome
        if outcome.status.isSuccess {
            state.withLock {
                $0.outputs[outcome.name] = outcome.outputs
            }
            present(&outcome)
        }
        events.send(.finished(outcome))
        return outcome
    }

    private func present(_ outcome: inout StageOutcome) {
        guard let presenter else { return }
        do {
            let shown = try presenter.present(
                outcome.outputs, scope: options.scope, stage: outcome.name, isNew: outcome.status != .cached)
            outcome.presentedAt = shown.path
            if let kept = shown.keptAside { events.send(.keptAside(stage: outcome.name, path: kept)) }
        } catch {
            outcome.presentationError = error
        }
    }
}
