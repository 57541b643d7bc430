import Foundation
import Synchronization
import Values

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes a stage's latest progress where another run that waits for the same key can read it.
///
/// A stage that ends before the first interval writes nothing; the last report before a silence is written too.
final class ProgressMirror: Sendable {
    /// Seconds between writes.
    static let interval = 0.2

    private struct State {
        var latest: ProgressReport?
        var isScheduled = false
        var isClosed = false
    }

    private let path: String
    private let fileSystem: any FileSystem
    private let state = Mutex(State())

    init(path: String, fileSystem: any FileSystem) {
        self.path = path
        self.fileSystem = fileSystem
    }

    func write(_ report: ProgressReport) {
        let schedules = state.withLock { state in
            state.latest = report
            defer { state.isScheduled = true }
            return !state.isScheduled && !state.isClosed
        }
        guard schedules else { return }
        DispatchQueue.global(qos: .utility).asyncAfter(deadline: .now() + Self.interval) { [weak self] in
            self?.writeLatest()
        }
    }

    /// Nothing is written after this.
    func close() { state.withLock { $0.isClosed = true } }

    private func writeLatest() {
        state.withLock { state in
            state.isScheduled = false
            guard !state.isClosed, let report = state.latest else { return }
            // Nobody's result depends on it, so it fails in silence.
            let temporary = Paths.temporarySibling(of: path)
            do {
                try fileSystem.makeFolder(Paths.parent(of: path))
                let value = JSONValue.object([
                    "process": .integer(Int64(getpid())), "report": report.json,
                ])
                try fileSystem.write(SealedRecord.seal(value), to: temporary, durably: false)
                try fileSystem.rename(temporary, to: path)
            } catch {
                try? fileSystem.remove(temporary)
            }
        }
    }

    /// What the process that computes a key said last, and which process it is.
    static func read(_ path: String) -> (process: Int32?, report: ProgressReport)? {
        guard let data = try? FileReader.read(path, maximumBytes: 1 << 20),
            let object = try? SealedRecord.open(data),
            let report = try? ProgressReport(object.object("report"))
        else { return nil }
        return ((try? object.integer("process")).flatMap(Int32.init(exactly:)), report)
    }
}
