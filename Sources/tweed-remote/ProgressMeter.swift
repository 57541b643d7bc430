import Foundation
import Sharing
import Synchronization

/// Shows on a terminal how far a transfer is; says nothing elsewhere.
final class ProgressMeter: Sendable {
    private static let interval = 0.1

    private struct State {
        var shown = 0.0
        var rate = TransferRate()
    }

    private let unit: String
    private let isLive: Bool
    private let state = Mutex(State())

    /// - Parameter unit: what is counted.
    init(unit: String = "blobs", isQuiet: Bool = false) {
        self.unit = unit
        isLive =
            !isQuiet && isatty(STDERR_FILENO) != 0
            && ProcessInfo.processInfo.environment["TERM"] != "dumb"
    }

    func show(_ count: TransferProgress.Count) {
        guard isLive else { return }
        let now = ProcessInfo.processInfo.systemUptime
        let text = state.withLock { state -> String? in
            guard now - state.shown >= Self.interval else { return nil }
            state.shown = now
            state.rate.add(bytes: count.bytes - count.resumedBytes, at: now)
            return line(count, state.rate)
        }
        if let text { FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8)) }
    }

    func finish() {
        if isLive { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
    }

    /// `3/12 files, 420 of 5214 MB, 85 MB/s, 56 s left`
    private func line(_ count: TransferProgress.Count, _ rate: TransferRate) -> String {
        var text =
            "\(count.blobs)/\(count.totalBlobs) \(unit), "
            + "\(count.bytes / 1_000_000) of \(count.totalBytes / 1_000_000) MB"
        guard let speed = rate.bytesPerSecond else { return text }
        text += String(format: ", %.1f MB/s", speed / 1e6)
        guard let seconds = rate.seconds(for: max(0, count.totalBytes - count.bytes)), seconds < 360_000
        else {
            return text
        }
        let whole = Int(seconds.rounded(.up))
        return text + (whole < 120 ? ", \(whole) s left" : ", \((whole + 59) / 60) min left")
    }
}
