#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// An open file, closed when it is no longer used.
final class FileHandleDescriptor {
    let path: String
    private let descriptor: Int32

    init(reading path: String) throws {
        self.path = path
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw HTTPError.file(path: path, code: errno) }
    }

    /// Opens a file for reading and writing, made when absent; never through a link.
    init(writing path: String) throws {
        self.path = path
        descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw HTTPError.file(path: path, code: errno) }
    }

    deinit { close(descriptor) }

    /// - Returns: fewer bytes than asked for at the end of the file; -1 with `errno` set after an error.
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) -> Int {
        var done = 0
        while done < buffer.count {
            let count = pread(
                descriptor, buffer.baseAddress! + done, buffer.count - done, off_t(offset) + off_t(done))
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                return -1
            }
            done += count
        }
        return done
    }

    func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws {
        var done = 0
        while done < bytes.count {
            let count = pwrite(
                descriptor, bytes.baseAddress! + done, bytes.count - done, off_t(offset) + off_t(done))
            if count < 0 {
                if errno == EINTR { continue }
                throw HTTPError.file(path: path, code: errno)
            }
            done += count
        }
    }

    func truncate(to size: Int64) throws {
        guard ftruncate(descriptor, off_t(size)) == 0 else { throw HTTPError.file(path: path, code: errno) }
    }

    func size() throws -> Int64 {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw HTTPError.file(path: path, code: errno) }
        return Int64(status.st_size)
    }

    /// Takes the lock that other programs respect too; waits for it.
    func lockExclusively() throws {
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw HTTPError.file(path: path, code: errno) }
        }
    }
}
