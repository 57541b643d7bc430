import Synchronization

/// How a result comes from elsewhere, with its key locked.
extension StageRunner {
    func fetch(_ stage: StageTask) -> StageOutcome? {
        guard let preparation = state.withLock({ $0.preparations[stage.name] }) else { return nil }
        do {
            for source in options.sources where !options.cancellation.isCancelled {
                let fetched = source.fetch(preparation.key, cancellation: options.cancellation) { [events] in
                    events.send(.progress(stage: stage.name, $0))
                }
                // What a source says counts for nothing until the cache has it.
                guard let fetched, let action = try context.usableRecord(of: preparation.key, for: stage)
                else { continue }
                events.send(.fetched(stage: stage.name, from: source.name, bytes: fetched.bytes))
                try context.layout.running(preparation.key).discard(context.fileSystem)
                // Named here so that the lock lasts until all is tidy.
                return try withExtendedLifetime(preparation.lock) { try taken(stage, preparation, action) }
            }
            guard options.computes(stage.name) else { throw EngineError.notSelected(stage: stage.name) }
            return nil
        } catch {
            state.withLock { $0.preparations[stage.name] = nil }
            tidy(preparation)
            return ended(
                StageOutcome(
                    name: stage.name, kind: stage.kind, status: .failed, key: preparation.key, error: error))
        }
    }
}
