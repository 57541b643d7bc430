import Engine
import Foundation
import Reports
import Synchronization

/// Writes TensorBoard event files of everything that reports metrics while it runs.
///
/// Files are at `<folder>/<stage>/<first 12 digits of the key>/events.out.tfevents.*`, one for each attempt. A file
/// begins at the step of its first report, so that a reader drops what an earlier attempt said of that step and
/// later ones: after a kill, steps since the last checkpoint are computed again. Nothing depends on these files; a
/// disk that refuses them costs a warning.
final class TrainingCurves: Sendable {
    /// In the recipe's folder of results; no stage may have this name.
    static let folderName = "tensorboard"
    /// Seconds for which a value may stay in memory.
    static let flushInterval = 1.0

    private struct State {
        /// Keys of the stages that compute in this run.
        var keys: [String: Digest] = [:]
        var files: [String: TensorBoardFile] = [:]
        var isFlushDue = false
        var hasFailed = false
        /// Of a flush that nobody waited for.
        var failure: (any Error)?
    }

    /// `<outputs>/<recipe>/tensorboard`.
    private let folder: String
    private let state = Mutex(State())
    private let process = ProcessInfo.processInfo.processIdentifier
    private let now: @Sendable () -> Double

    /// - Parameter now: seconds since 1970.
    init(folder: String, now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }) {
        self.folder = folder
        self.now = now
    }

    /// Takes note of an event of the run.
    /// - Returns: a warning when curves cannot be written; at most once, after which there are none.
    func observe(_ event: RunEvent) -> RunEvent? {
        switch event {
        case .started(let stage, _, let key, _):
            // Another run's progress arrives as well, but that run writes the curve.
            state.withLock { $0.keys[stage] = key }
            return nil
        case .progress(let stage, let report) where !report.metrics.isEmpty: return add(report, of: stage)
        case .finished(let outcome):
            return attempt(outcome.name) { state in
                state.keys[outcome.name] = nil
                if var file = state.files.removeValue(forKey: outcome.name) { try file.flush() }
            }
        default: return nil
        }
    }

    private func add(_ report: ProgressReport, of stage: String) -> RunEvent? {
        attempt(stage) { state in
            guard let key = state.keys[stage] else { return }
            let time = now()
            if state.files[stage] == nil {
                var file = try open(stage, key: key, time: time)
                file.append(TensorBoardEvent(time: time, step: report.completed, .start))
                state.files[stage] = file
            }
            let values = TensorBoardEvent(time: time, step: report.completed, .scalars(report.metrics))
            state.files[stage]?.append(values)
            if !state.isFlushDue {
                state.isFlushDue = true
                scheduleFlush()
            }
        }
    }

    private func open(_ stage: String, key: Digest, time: Double) throws -> TensorBoardFile {
        let path = "\(folder)/\(stage)/\(key.hexadecimal.prefix(12))"
        // Results are shown by whoever owns the folder: nothing is written through a link that was put there.
        for level in [folder, "\(folder)/\(stage)", path] {
            let attributes = try? FileManager.default.attributesOfItem(atPath: level)
            if let type = attributes?[.type] as? FileAttributeType, type != .typeDirectory {
                throw TensorBoardFileError(path: level, reason: "a file or a link is in the way")
            }
        }
        return try TensorBoardFile(folder: path, time: time, process: process)
    }

    private func scheduleFlush() {
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + Self.flushInterval) { [weak self] in
            self?.flush()
        }
    }

    /// A failure here is told with the next event.
    private func flush() {
        state.withLock { state in
            state.isFlushDue = false
            do {
                for stage in state.files.keys { try state.files[stage]?.flush() }
            } catch {
                state.failure = error
            }
        }
    }

    /// The first failure ends all curves of this run: a full disk would otherwise warn at each step.
    private func attempt(_ stage: String, _ work: (inout State) throws -> Void) -> RunEvent? {
        state.withLock { state in
            guard !state.hasFailed else { return nil }
            do {
                if let failure = state.failure { throw failure }
                try work(&state)
                return nil
            } catch {
                state.hasFailed = true
                state.files = [:]
                return .warning(stage: stage, error)
            }
        }
    }
}
