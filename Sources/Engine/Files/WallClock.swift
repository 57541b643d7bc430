#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The two clocks: one that can be compared with file times, one that never jumps.
enum WallClock {
    /// Nanoseconds since 1970, on the clock that file systems stamp with.
    static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Seconds on a clock that only goes forward.
    static func steadySeconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
