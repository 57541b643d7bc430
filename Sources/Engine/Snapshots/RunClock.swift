/// An instant on both clocks.
public struct RunClock: Sendable {
    /// Nanoseconds since 1970, on the clock that file systems stamp with.
    let wall: Int64
    /// Seconds on a clock that only goes forward.
    let steady: Double

    public static func now() -> RunClock {
        RunClock(wall: WallClock.nanoseconds(), steady: WallClock.steadySeconds())
    }

    /// Seconds since then.
    public var elapsed: Double { WallClock.steadySeconds() - steady }

    /// Whether the wall clock was set between two instants, so that file times cannot be compared with it.
    func wasSet(before later: RunClock) -> Bool {
        abs(Double(later.wall - wall) / 1e9 - (later.steady - steady)) > 0.05
    }
}
