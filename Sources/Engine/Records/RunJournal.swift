import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes the record of one run while it runs. Nothing here fails the run; the first error is kept for a warning.
final class RunJournal: Sendable {
    /// Seconds between two writes while stages start and end.
    static let interval = 0.2
    /// No more than one part in so many of the time goes into writing.
    static let restraint = 20.0

    private struct State {
        var record: RunRecord
        var positions: [String: Int]
        var lock: FileLock?
        var error: (any Error)?
        /// On the steady clock: no write before it.
        var nextWrite: Double
    }

    private let store: RunRecordStore
    private let graph: StageGraph
    private let started = WallClock.steadySeconds()
    private let state: Mutex<State>

    /// Begins the record.
    init(_ graph: StageGraph, options: RunOptions, store: RunRecordStore) {
        self.store = store
        self.graph = graph
        let now = WallClock.nanoseconds()
        let record = RunRecord(
            id: RunID(nanoseconds: now), scope: options.scope, status: .running, process: getpid(),
            started: Double(now) / 1e9, seconds: 0, provenance: options.provenance, stages: [])
        state = Mutex(State(record: record, positions: [:], nextWrite: started + Self.interval))
        state.withLock { state in
            attempt(&state) { state in
                try store.fileSystem.makeFolder(store.folder(of: options.scope))
                // Without its lock it would count as interrupted.
                state.lock = try FileLock.attempt(store.lock(of: state.record.id, scope: options.scope))
                // Without stages: they are not known yet, and most runs end soon.
                try store.write(state.record)
            }
        }
    }

    /// To be called with every event of the run.
    func hear(_ event: RunEvent) {
        switch event {
        case .started(let name, _, let key, let reasons):
            state.withLock { state in
                change(&state, name) { stage in
                    stage.status = .running
                    stage.key = key
                    stage.reasons = reasons.map { $0.text() }
                }
            }
        case .finished(let outcome): state.withLock { note(outcome, &$0) }
        default: return
        }
        writeSometimes()
    }

    /// Completes the record, and says in the summary where it is.
    func end(_ summary: inout RunSummary) {
        let ended = summary
        let (id, origin, error) = state.withLock { state in
            end(ended, &state)
            return (state.record.id, state.record.repeats, state.error)
        }
        summary.run = id
        summary.recordedIn = error == nil ? origin ?? id : nil
        summary.recordError = error
    }

    private func end(_ summary: RunSummary, _ state: inout State) {
        for outcome in summary.stages { note(outcome, &state) }
        state.record.status =
            switch summary.status {
            case .succeeded: .succeeded
            case .failed: .failed
            case .cancelled: .cancelled
            }
        state.record.seconds = summary.seconds
        state.record.ended = Double(WallClock.nanoseconds()) / 1e9
        attempt(&state) { try write(&$0, outcomes: summary.stages) }
        attempt(&state) { state in
            try store.fileSystem.remove(store.lock(of: state.record.id, scope: state.record.scope))
            state.lock = nil
            try store.prune(scope: state.record.scope)
        }
    }

    /// Completes the record of a run whose results could not be made to last.
    func end(failedWith outcomes: [StageOutcome], seconds: Double) {
        var summary = RunSummary(stages: outcomes, seconds: seconds)
        summary.status = .failed
        end(&summary)
    }

    private func write(_ state: inout State, outcomes: [StageOutcome]) throws {
        let repetition = RunRepetition(store: store, scope: state.record.scope)
        let fingerprint = RunRepetition.fingerprint(outcomes)
        if let fingerprint, outcomes.allSatisfy({ $0.status == .cached }),
            state.record.status == .succeeded, let origin = repetition.origin(of: fingerprint),
            try FileStatus.read(store.path(of: origin, scope: state.record.scope)) != nil
        {
            state.record.repeats = origin
            state.record.stages = []
        }
        try store.write(state.record)
        if let fingerprint, state.record.repeats == nil {
            try repetition.remember(state.record.id, fingerprint)
        }
    }

    private func writeSometimes() {
        state.withLock { state in
            let begin = WallClock.steadySeconds()
            guard begin >= state.nextWrite, state.error == nil else { return }
            state.record.seconds = begin - started
            attempt(&state) { try store.write($0.record) }
            let end = WallClock.steadySeconds()
            state.nextWrite = end + max(Self.interval, (end - begin) * Self.restraint)
        }
    }

    private func note(_ outcome: StageOutcome, _ state: inout State) {
        change(&state, outcome.name) { stage in
            stage.status = RunRecord.Stage.Status(outcome.status)
            stage.key = outcome.key
            stage.inputs = outcome.inputs ?? stage.inputs
            stage.outputs = outcome.outputs
            stage.seconds = outcome.seconds
            stage.skippedBecause = outcome.skippedBecause
            let error = outcome.error ?? outcome.presentationError
            stage.error = error.map { String("\($0)".prefix(RunRecord.maximumText)) }
        }
    }

    private func change(_ state: inout State, _ name: String, _ body: (inout RunRecord.Stage) -> Void) {
        if state.record.stages.isEmpty {
            state.record.stages = graph.stages.map(RunRecord.Stage.init)
            state.positions = Dictionary(
                uniqueKeysWithValues: graph.stages.enumerated().map { ($1.name, $0) })
        }
        guard let position = state.positions[name] else { return }
        body(&state.record.stages[position])
    }

    private func attempt(_ state: inout State, _ body: (inout State) throws -> Void) {
        do { try body(&state) } catch { state.error = state.error ?? error }
    }
}
