/// How fast a transfer was lately, and how long the rest will take.
public struct TransferRate: Sendable {
    /// Seconds that count.
    private static let window = 10.0

    private var samples: [(time: Double, bytes: Int64)] = []

    public init() {}

    /// - Parameters:
    ///   - bytes: that have come over the wire so far; falls when some must come again.
    ///   - time: seconds on a clock that only goes forward.
    public mutating func add(bytes: Int64, at time: Double) {
        samples.append((time, bytes))
        // One older than the window stays, so that slow ones have a rate as well.
        while samples.count > 2, samples[1].time < time - Self.window { samples.removeFirst() }
    }

    /// Bytes a second; nil before there is enough to tell.
    public var bytesPerSecond: Double? {
        guard let first = samples.first, let last = samples.last, last.time - first.time >= 0.5 else {
            return nil
        }
        return Double(max(0, last.bytes - first.bytes)) / (last.time - first.time)
    }

    /// Seconds for so many more bytes; nil where that cannot be told.
    public func seconds(for bytes: Int64) -> Double? {
        guard let rate = bytesPerSecond, rate > 0 else { return nil }
        return Double(bytes) / rate
    }
}
