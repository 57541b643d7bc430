#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file's bytes, mapped read-only for as long as this object lives.
///
/// Whoever shortens the file meanwhile makes reads fail hard (SIGBUS), as with every mapping; files in
/// Tweed's stores are replaced by renaming and never changed in place.
package final class FileMapping: @unchecked Sendable {
    // Unchecked: the bytes are never written, and the pointer is set once.
    package let bytes: UnsafeRawBufferPointer

    package init(path: String) throws(SafetensorsError) {
        func failure(_ operation: String) -> SafetensorsError {
            SafetensorsError(
                path: path, problem: .system(operation: operation, reason: String(cString: strerror(errno))))
        }
        // Not blocking, so that a named pipe cannot hang us before it is refused.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw failure("open") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("read the size") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SafetensorsError(path: path, problem: .notAFile)
        }
        let size = Int(status.st_size)
        guard size > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            throw failure("map")
        }
        bytes = UnsafeRawBufferPointer(start: start, count: size)
    }

    /// Memory of its own in the place of a file's, for tensors that lie scattered in theirs; zero until `fill` has
    /// written it.
    package init(
        count: Int, path: String, fill: (UnsafeMutableRawBufferPointer) -> Void
    ) throws(SafetensorsError) {
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0),
            start != MAP_FAILED
        else {
            let reason = String(cString: strerror(errno))
            throw SafetensorsError(
                path: path, problem: .system(operation: "reserve \(count) bytes", reason: reason))
        }
        fill(UnsafeMutableRawBufferPointer(start: start, count: count))
        bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
    }
}
