import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reading needs no faults injected, so it stands outside of `FileSystem`.
enum FileReader {
    /// The whole content of a regular file, which must not be a link.
    /// - Throws: `EngineError.tooLarge` over `maximumBytes`.
    static func read(_ path: String, maximumBytes: Int) throws -> Data {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { throw EngineError.file(.read, path: path, code: errno) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw EngineError.file(.read, path: path, code: errno) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw EngineError.unsupportedFile(path: path, kind: FileStatus(status).kind)
        }
        guard status.st_size <= maximumBytes else {
            throw EngineError.tooLarge(path: path, bytes: Int64(status.st_size), limit: Int64(maximumBytes))
        }
        var data = Data(count: Int(status.st_size))
        var filled = 0
        while filled < data.count {
            let wanted = data.count - filled
            let count = data.withUnsafeMutableBytes {
                Self.readSome(descriptor, $0.baseAddress! + filled, wanted)
            }
            if count == 0 { break }
            if count < 0 {
                if errno == EINTR { continue }
                throw EngineError.file(.read, path: path, code: errno)
            }
            filled += count
        }
        return filled == data.count ? data : data.prefix(filled)
    }

    /// The names in a folder, in the order of their bytes.
    static func names(in folder: String) throws -> [String] {
        guard let handle = opendir(folder) else { throw EngineError.file(.list, path: folder, code: errno) }
        defer { closedir(handle) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = readdir(handle) else {
                if errno != 0 { throw EngineError.file(.list, path: folder, code: errno) }
                break
            }
            let name = try withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                try pointer.withMemoryRebound(
                    to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)
                ) {
                    guard let name = String(validatingCString: $0) else {
                        throw EngineError.unreadableName(folder: folder, name: String(cString: $0))
                    }
                    return name
                }
            }
            if name != "." && name != ".." { names.append(name) }
        }
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func readSome(_ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int) -> Int
    {
        #if canImport(Glibc)
            Glibc.read(descriptor, buffer, count)
        #else
            Darwin.read(descriptor, buffer, count)
        #endif
    }
}
