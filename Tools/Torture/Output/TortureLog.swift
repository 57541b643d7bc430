import Dispatch
import Foundation

/// Lines on standard output, and now and then how far a part is.
final class TortureLog {
    /// Seconds between lines that say how far a part is.
    private static let interval = 5.0

    private let started = TortureLog.now
    private var lastLine = TortureLog.now

    /// Seconds on a steady clock.
    static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }

    var seconds: Double { Self.now - started }

    func say(_ text: String) {
        FileHandle.standardOutput.write(Data((text + "\n").utf8))
        lastLine = Self.now
    }

    /// - Parameter since: when the part began, in seconds on the steady clock.
    func progress(_ part: String, _ done: Int, of total: Int, since start: Double) {
        guard Self.now - lastLine >= Self.interval, done > 0 else { return }
        let rest = (Self.now - start) / Double(done) * Double(total - done)
        say("\(part): \(done)/\(total), about \(Int(rest.rounded(.up))) s left")
    }
}
