import Crypto
import Dispatch
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Hashes files in pieces, so that a file larger than memory costs no memory.
enum FileHasher {
    /// The SHA-256 of a regular file. Links are followed; whoever calls has judged them.
    static func digest(ofFileAt path: String) throws -> Digest {
        // Without O_NONBLOCK a named pipe in place of the file would hang the run.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw EngineError.file(.read, path: path, code: errno) }
        defer { close(descriptor) }

        var hasher = SHA256()
        let capacity = 1 << 20
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, capacity)
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw EngineError.file(.read, path: path, code: errno)
            }
            hasher.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
        }
        return Digest(hasher.finalize())
    }

    /// The digests of many files, on several threads.
    static func digests(ofFilesAt paths: [String]) throws -> [Digest] {
        try mapped(paths) { try digest(ofFileAt: $0) }
    }

    /// Does something that may throw for every path, on several threads; results are in the order of the paths.
    static func mapped<Value: Sendable>(
        _ paths: [String], _ transform: @Sendable (String) throws -> Value
    ) throws -> [Value] {
        let results = Mutex([Result<Value, any Error>?](repeating: nil, count: paths.count))
        DispatchQueue.concurrentPerform(iterations: paths.count) { index in
            let result = Result { try transform(paths[index]) }
            results.withLock { $0[index] = result }
        }
        return try results.withLock { $0 }.map { try $0!.get() }
    }
}
