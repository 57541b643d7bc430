import Engine
import Foundation
import Values

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How far a stage is that another process computes, as that process says in the cache's `running/<key>` folder.
public struct RunningProgress: Sendable, Equatable {
    public var process: Int32?
    /// Nil until the first report.
    public var report: ProgressReport?

    private static let maximumBytes: off_t = 1 << 20

    /// - Returns: nil when no process computes the key.
    static func read(cacheFolder: String, key: Digest) -> RunningProgress? {
        let folder = cacheFolder + "/running/" + key.hexadecimal
        guard let holder = holder(ofLock: folder + "/lock") else { return nil }
        var progress = RunningProgress(process: holder)
        // The record is one line: its own digest, a space, the value. It is replaced whole, never half.
        if let line = content(of: folder + "/progress"), line.count > 65,
            Digest(of: Data(line.dropFirst(65).filter { $0 != UInt8(ascii: "\n") })).hexadecimal
                == String(decoding: line.prefix(64), as: UTF8.self),
            let value = try? JSONValue(parsing: line.dropFirst(65))
        {
            progress.report = report(value)
        }
        return progress
    }

    private static func report(_ value: JSONValue) -> ProgressReport? {
        guard let completed = value["completed"]?.intValue, let total = value["total"]?.intValue,
            let unit = value["unit"]?.stringValue
        else { return nil }
        return ProgressReport(
            completed: completed, total: total, unit: unit, message: value["message"]?.stringValue,
            metrics: (value["metrics"]?.objectValue ?? [:]).compactMapValues(\.doubleValue))
    }

    /// The process that holds an engine lock; 0 where it holds it but did not say who it is.
    private static func holder(ofLock path: String) -> Int32? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        // Closing lets go of the lock in case it was free.
        defer { close(descriptor) }
        guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
        return content(of: path).flatMap {
            Int32(String(decoding: $0.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self))
        } ?? 0
    }

    private static func content(of path: String) -> Data? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_size <= maximumBytes
        else { return nil }
        return try? Data(contentsOf: URL(fileURLWithPath: path))
    }
}
