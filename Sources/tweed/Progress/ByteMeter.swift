import Dispatch

/// A line that says how far some reading is: on a terminal only, and only where it takes a while.
struct ByteMeter {
    private static let interval = 0.25

    private let stream: StandardStream
    private let verb: String
    private var last = Self.now
    private var isDrawn = false

    init(stream: StandardStream, verb: String) {
        self.stream = stream
        self.verb = verb
    }

    mutating func show(_ done: Int64, of all: Int64) {
        guard stream.isLive, Self.now - last >= Self.interval else { return }
        last = Self.now
        isDrawn = true
        stream.write("\r\(verb) \(QuantityText.bytes(done)) of \(QuantityText.bytes(all))\u{1B}[K")
    }

    /// Takes the line away.
    mutating func finish() {
        if isDrawn { stream.write("\r\u{1B}[K") }
        isDrawn = false
    }

    private static var now: Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
}
