import Foundation

#if canImport(Darwin)
    import Darwin
#endif

/// How much memory this process has in use.
enum ResidentMemory {
    /// The largest size so far, in bytes, where the system says it.
    static var peak: Int? {
        #if canImport(Darwin)
            var usage = rusage()
            return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : nil
        #else
            return status("VmHWM:")
        #endif
    }

    /// The size now, in bytes, where the system says it.
    static var current: Int? { status("VmRSS:") }

    /// Lets `peak` begin again from the current size; `false` where the system cannot.
    static func resetPeak() -> Bool {
        guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return false }
        defer { try? file.close() }
        return (try? file.write(contentsOf: Data("5".utf8))) != nil
    }

    /// A line of `/proc/self/status`, which is in KiB.
    private static func status(_ name: String) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8),
            let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) })
        else { return nil }
        return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
            .flatMap { Int($0) }.map { $0 * 1024 }
    }
}
