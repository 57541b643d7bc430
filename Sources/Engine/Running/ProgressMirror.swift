import Foundation
import Synchronization
import Values

/// Writes a stage's latest progress where another run that waits for the same key can read it.
final class ProgressMirror: Sendable {
    /// Seconds between writes.
    static let interval = 0.2

    private let path: String
    private let fileSystem: any FileSystem
    private let lastWrite = Mutex(-Double.infinity)

    init(path: String, fileSystem: any FileSystem) {
        self.path = path
        self.fileSystem = fileSystem
    }

    func write(_ report: ProgressReport) {
        let now = WallClock.steadySeconds()
        let isDue = lastWrite.withLock { last in
            guard now - last >= Self.interval || report.completed >= report.total else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let temporary = Paths.temporarySibling(of: path)
        // Nobody's result depends on it, so it fails in silence.
        do {
            try fileSystem.write(SealedRecord.seal(report.json), to: temporary, durably: false)
            try fileSystem.rename(temporary, to: path)
        } catch {
            try? fileSystem.remove(temporary)
        }
    }

    static func read(_ path: String) -> ProgressReport? {
        guard let data = try? FileReader.read(path, maximumBytes: 1 << 20) else { return nil }
        return try? ProgressReport(SealedRecord.open(data))
    }
}
