#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension FileLock {
    /// Whether a process holds the exclusive lock of a file. The file is neither made nor changed, so it may belong
    /// to someone else.
    static func isHeld(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return false }
        // Closing lets go of the lock in case it was free.
        defer { close(descriptor) }
        while flock(descriptor, LOCK_SH | LOCK_NB) != 0 {
            if errno == EINTR { continue }
            return errno == EWOULDBLOCK
        }
        return false
    }
}
