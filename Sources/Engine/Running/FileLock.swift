#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A lock on a file that ends with its holder, whether that is let go, exits or is killed.
///
/// It locks the open file (`flock`), not the process, so two runs in one process exclude each other as well.
final class FileLock: Sendable {
    enum Mode { case shared, exclusive }

    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// The lock, or nil when another has it. The folder must exist, or the error says that it does not.
    static func attempt(_ path: String, _ mode: Mode = .exclusive) throws -> FileLock? {
        try acquire(path, operation: (mode == .shared ? LOCK_SH : LOCK_EX) | LOCK_NB)
    }

    /// The shared lock on a file that cannot be written; nil when it is absent or another has it alone.
    static func attemptReadingOnly(_ path: String) -> FileLock? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else {
            close(descriptor)
            return nil
        }
        return FileLock(descriptor: descriptor)
    }

    /// The lock, after waiting for it. For short sections only.
    static func wait(_ path: String) throws -> FileLock {
        while true {
            if let lock = try acquire(path, operation: LOCK_EX) { return lock }
        }
    }

    /// The process that took the exclusive lock last, for messages.
    static func holder(_ path: String) -> Int32? {
        guard let data = try? FileReader.read(path, maximumBytes: 32) else { return nil }
        return Int32(String(decoding: data.prefix { $0 != UInt8(ascii: " ") }, as: UTF8.self))
    }

    /// Makes an exclusive lock a shared one.
    func share() throws {
        guard flock(descriptor, LOCK_SH) == 0 else { throw EngineError.file(.lock, path: "", code: errno) }
    }

    private static func acquire(_ path: String, operation: Int32) throws -> FileLock? {
        while true {
            let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
            guard descriptor >= 0 else { throw EngineError.file(.lock, path: path, code: errno) }
            guard flock(descriptor, operation) == 0 else {
                let code = errno
                close(descriptor)
                if code == EWOULDBLOCK { return nil }
                if code == EINTR { continue }
                throw EngineError.file(.lock, path: path, code: code)
            }
            // Whoever held it may have removed the file in the meantime; then this is a lock on nothing.
            var mine = stat()
            var current = stat()
            guard fstat(descriptor, &mine) == 0, lstat(path, &current) == 0, mine.st_ino == current.st_ino,
                mine.st_dev == current.st_dev
            else {
                close(descriptor)
                continue
            }
            if operation & LOCK_EX != 0 {
                // Of one width, so that it replaces another: to truncate the file could cost a flush.
                let number = "\(getpid())"
                let text = number + String(repeating: " ", count: max(0, 11 - number.utf8.count)) + "\n"
                pwrite(descriptor, text, text.utf8.count, 0)
            }
            return FileLock(descriptor: descriptor)
        }
    }
}
