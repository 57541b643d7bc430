#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file that appears under its name only when it is complete and on disk.
struct AtomicFile {
    private let path: String
    private let descriptor: Int32

    /// Calls `body` to write the contents; when it throws, nothing is left behind.
    static func write(
        to path: String, _ body: (AtomicFile) throws(SafetensorsError) -> Void
    ) throws(SafetensorsError) {
        let temporary = "\(path).\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
        // Exclusive: never through a link that someone else has laid.
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(path, "create a temporary file beside it") }
        do throws(SafetensorsError) {
            do throws(SafetensorsError) {
                try body(AtomicFile(path: path, descriptor: descriptor))
                guard fsync(descriptor) == 0 else { throw failure(path, "flush") }
            } catch {
                close(descriptor)
                throw error
            }
            guard close(descriptor) == 0 else { throw failure(path, "close") }
            guard rename(temporary, path) == 0 else { throw failure(path, "rename the finished file") }
        } catch {
            unlink(temporary)
            throw error
        }
        flushFolder(of: path)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(SafetensorsError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let part = UnsafeRawBufferPointer(rebasing: rest)
            #if canImport(Glibc)
                let written = Glibc.write(descriptor, part.baseAddress, part.count)
            #elseif canImport(Musl)
                let written = Musl.write(descriptor, part.baseAddress, part.count)
            #else
                let written = Darwin.write(descriptor, part.baseAddress, part.count)
            #endif
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw Self.failure(path, "write") }
            rest = rest.dropFirst(written)
        }
    }

    private static func failure(_ path: String, _ operation: String) -> SafetensorsError {
        SafetensorsError(
            path: path, problem: .system(operation: operation, reason: String(cString: strerror(errno))))
    }

    /// Makes the new name survive a power cut, where the file system can; elsewhere it does without.
    private static func flushFolder(of path: String) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
