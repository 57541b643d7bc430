import Foundation
import Sharing
import Synchronization

/// Shows on a terminal how far a transfer is; says nothing elsewhere.
final class ProgressMeter: Sendable {
    private static let interval = 0.1

    private let isLive = isatty(STDERR_FILENO) != 0 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    private let last = Mutex<Double>(0)

    func show(_ count: TransferProgress.Count) {
        guard isLive else { return }
        let now = ProcessInfo.processInfo.systemUptime
        let isDue = last.withLock { last in
            guard now - last >= Self.interval else { return false }
            last = now
            return true
        }
        guard isDue else { return }
        let text =
            "\(count.blobs)/\(count.totalBlobs) blobs, \(count.bytes / 1_000_000) of \(count.totalBytes / 1_000_000) MB"
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }

    func finish() {
        if isLive { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }
}
