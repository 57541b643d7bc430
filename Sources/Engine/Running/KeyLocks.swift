import Foundation
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Locks on keys, one byte each of one file that is never written: a lock ends with its holder, whether that lets
/// it go, exits or is killed, and leaves nothing behind.
///
/// The bytes are locked for the open file (OFD locks), not for the process, so two runs in one process exclude each
/// other as well; within one run, which has one of these, the table here does.
final class KeyLocks: Sendable {
    /// A key of which nobody else computes the result, as long as this lives.
    final class Hold: Sendable {
        private let locks: KeyLocks
        private let position: Int64

        fileprivate init(locks: KeyLocks, position: Int64) {
            self.locks = locks
            self.position = position
        }

        deinit { locks.release(position) }
    }

    #if canImport(Glibc)
        // The C library hides these behind _GNU_SOURCE, which the Swift module map does not define.
        private static let setLock: Int32 = 37
        private static let getLock: Int32 = 36
    #else
        private static let setLock: Int32 = 90
        private static let getLock: Int32 = 92
    #endif

    private let path: String
    private let descriptor: Int32
    /// Why nothing can be locked: in a cache that can only be read, results are taken and none are made.
    private let refusal: Int32?
    private let held = Mutex<Set<Int64>>([])

    /// - Parameter path: of the file, which is made when absent; its folder must exist.
    init(path: String) throws {
        self.path = path
        let writable = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
        refusal = writable >= 0 ? nil : errno
        guard let refusal else {
            descriptor = writable
            return
        }
        guard refusal == EROFS || refusal == EACCES else {
            throw EngineError.file(.lock, path: path, code: refusal)
        }
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    }

    deinit { close(descriptor) }

    /// The lock, or nil when another has it, in this run or elsewhere.
    func attempt(_ key: Digest) throws -> Hold? {
        if let refusal { throw EngineError.file(.lock, path: path, code: refusal) }
        let position = Self.position(of: key)
        return try held.withLock { held in
            guard !held.contains(position) else { return nil }
            var request = Self.request(F_WRLCK, position)
            while fcntl(descriptor, Self.setLock, &request) != 0 {
                if errno == EAGAIN || errno == EACCES { return nil }
                guard errno == EINTR else { throw EngineError.file(.lock, path: path, code: errno) }
            }
            held.insert(position)
            return Hold(locks: self, position: position)
        }
    }

    /// Whether another process or run computes the key now.
    func isHeldElsewhere(_ key: Digest) -> Bool {
        var request = Self.request(F_WRLCK, Self.position(of: key))
        guard fcntl(descriptor, Self.getLock, &request) == 0 else { return false }
        return request.l_type != Int16(F_UNLCK)
    }

    private func release(_ position: Int64) {
        held.withLock { held in
            var request = Self.request(F_UNLCK, position)
            _ = fcntl(descriptor, Self.setLock, &request)
            held.remove(position)
        }
    }

    private static func request(_ type: Int32, _ position: Int64) -> flock {
        var request = flock()
        request.l_type = Int16(type)
        request.l_whence = Int16(SEEK_SET)
        request.l_start = off_t(position)
        request.l_len = 1
        return request
    }

    /// Two keys share a byte about never, and would only wait for each other.
    private static func position(of key: Digest) -> Int64 {
        Int64(UInt64(key.hexadecimal.prefix(16), radix: 16)! >> 2)
    }
}
