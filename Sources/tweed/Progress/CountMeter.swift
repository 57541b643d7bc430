import Dispatch

/// A line that says how far a computation is: on a terminal only, and only where it takes longer than two seconds.
struct CountMeter {
    private static let patience = 2.0

    private let stream: StandardStream
    private let verb: String
    private let unit: String
    private let start = Self.now
    private var isDrawn = false

    init(stream: StandardStream, verb: String, unit: String) {
        (self.stream, self.verb, self.unit) = (stream, verb, unit)
    }

    mutating func show(_ done: Int, of all: Int) {
        guard stream.isLive, Self.now - start >= Self.patience else { return }
        isDrawn = true
        stream.write("\r\(verb) \(done) of \(all) \(unit)\u{1B}[K")
    }

    /// Takes the line away.
    mutating func finish() {
        if isDrawn { stream.write("\r\u{1B}[K") }
        isDrawn = false
    }

    private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
