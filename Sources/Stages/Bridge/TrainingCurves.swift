import Engine
import Foundation
import Reports
import Synchronization

/// Writes TensorBoard event files of everything that reports metrics while it runs.
///
/// Files are at `<folder>/<stage>/<first 12 digits of the key>/events.out.tfevents.*`, one for each attempt. A file
/// begins at the step of its first report, so that a reader drops what an earlier attempt said of that step and
/// later ones: after a kill, steps since the last checkpoint are computed again. Values are written as they come, since
/// those before a checkpoint are not computed again and must not be lost with the process. Nothing depends on these
/// files; a disk that refuses them costs a warning.
final class TrainingCurves: Sendable {
    /// In the recipe's folder of results; no stage may have this name.
    static let folderName = "tensorboard"

    private struct State {
        /// Keys of the stages that compute in this run.
        var keys: [String: Digest] = [:]
        var files: [String: TensorBoardFile] = [:]
        var hasFailed = false
    }

    /// `<outputs>/<recipe>/tensorboard`.
    private let folder: String
    private let state = Mutex(State())
    private let process = ProcessInfo.processInfo.processIdentifier

    init(folder: String) { self.folder = folder }

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
            state.withLock { state in
                state.keys[outcome.name] = nil
                state.files[outcome.name] = nil
            }
            return nil
        default: return nil
        }
    }

    private func add(_ report: ProgressReport, of stage: String) -> RunEvent? {
        state.withLock { state in
            guard !state.hasFailed, let key = state.keys[stage] else { return nil }
            do {
                let time = Date().timeIntervalSince1970
                let file = try state.files[stage] ?? open(stage, key: key, step: report.completed, time: time)
                state.files[stage] = file
                try file.append(
                    TensorBoardEvent(time: time, step: report.completed, .scalars(report.metrics)))
                return nil
            } catch {
                // A full disk would otherwise warn at each step.
                state.hasFailed = true
                state.files = [:]
                return .warning(stage: stage, error)
            }
        }
    }

    private func open(_ stage: String, key: Digest, step: Int, time: Double) throws -> TensorBoardFile {
        let path = "\(folder)/\(stage)/\(key.hexadecimal.prefix(12))"
        // Results are shown by whoever owns the folder: nothing is written through a link that was put there.
        for level in [folder, "\(folder)/\(stage)", path] {
            let attributes = try? FileManager.default.attributesOfItem(atPath: level)
            if let type = attributes?[.type] as? FileAttributeType, type != .typeDirectory {
                throw TensorBoardFileError(path: level, reason: "a file or a link is in the way")
            }
        }
        let file = try TensorBoardFile(folder: path, time: time, process: process)
        try file.append(TensorBoardEvent(time: time, step: step, .start))
        return file
    }
}
