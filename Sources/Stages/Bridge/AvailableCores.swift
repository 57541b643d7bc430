import Foundation

/// How many cores this process may keep busy.
public enum AvailableCores {
    /// The processors that are switched on, or fewer where a container grants less time than that.
    public static var count: Int {
        let online = ProcessInfo.processInfo.activeProcessorCount
        #if os(Linux)
            let quota =
                read("/sys/fs/cgroup/cpu.max").flatMap(quota(unified:))
                ?? quota(
                    microseconds: read("/sys/fs/cgroup/cpu/cpu.cfs_quota_us"),
                    period: read("/sys/fs/cgroup/cpu/cpu.cfs_period_us"))
            return limit(online, quota: quota)
        #else
            return online
        #endif
    }

    /// A quota of two and a half cores is used best by three threads.
    static func limit(_ online: Int, quota: Double?) -> Int {
        guard let quota, quota > 0, quota < Double(online) else { return max(1, online) }
        return max(1, Int(quota.rounded(.up)))
    }

    /// `cpu.max` of control groups, version 2: `<microseconds> <period>` or `max <period>`.
    static func quota(unified text: String) -> Double? {
        let parts = text.split { $0 == " " || $0 == "\n" }
        guard parts.count == 2 else { return nil }
        return quota(microseconds: String(parts[0]), period: String(parts[1]))
    }

    /// Version 1: two files; the quota is -1 where there is none.
    static func quota(microseconds: String?, period: String?) -> Double? {
        func number(_ text: String?) -> Double? {
            text.flatMap { Double($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        }
        guard let microseconds = number(microseconds), let period = number(period), microseconds > 0,
            period > 0
        else { return nil }
        return microseconds / period
    }

    private static func read(_ path: String) -> String? {
        try? String(contentsOfFile: path, encoding: .utf8)
    }
}
