import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The disk of this machine.
public struct LocalFileSystem: FileSystem {
    /// From this many files on, one flush of the whole file system is cheaper than one for each file.
    private static let manyFiles = 16

    public init() {}

    public func write(_ data: Data, to path: String, durably: Bool) throws {
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        try write(data, to: path, flags: flags, operation: .write, durably: durably)
    }

    public func append(_ data: Data, to path: String, durably: Bool) throws {
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC
        try write(data, to: path, flags: flags, operation: .append, durably: durably)
    }

    public func makeFolder(_ path: String) throws {
        if mkdir(path, 0o777) == 0 { return }
        let code = errno
        if code == EEXIST, try FileStatus.following(path).kind == .folder { return }
        let parent = Paths.parent(of: path)
        guard code == ENOENT, parent != path else {
            throw EngineError.file(.makeFolder, path: path, code: code)
        }
        try makeFolder(parent)
        if mkdir(path, 0o777) != 0 && errno != EEXIST {
            throw EngineError.file(.makeFolder, path: path, code: errno)
        }
    }

    public func rename(_ source: String, to destination: String) throws {
        #if canImport(Glibc)
            let result = Glibc.rename(source, destination)
        #else
            let result = Darwin.rename(source, destination)
        #endif
        guard result == 0 else { throw EngineError.file(.rename, path: destination, code: errno) }
    }

    public func exchange(_ first: String, _ second: String) throws {
        if SystemCalls.exchange(first, second) { return }
        // Two steps where the system has no single one; a kill between them leaves the name free, never half full.
        // Beside the first, which is temporary: what a kill leaves there is cleared up.
        let aside = Paths.temporarySibling(of: first)
        try rename(second, to: aside)
        try rename(first, to: second)
        try rename(aside, to: first)
    }

    public func clone(_ source: String, to destination: String) throws {
        guard let code = SystemCalls.clone(source, destination) else { return }
        throw EngineError.file(.clone, path: destination, code: code)
    }

    public func link(_ source: String, to destination: String) throws {
        #if canImport(Glibc)
            let result = Glibc.link(source, destination)
        #else
            let result = Darwin.link(source, destination)
        #endif
        guard result == 0 else { throw EngineError.file(.link, path: destination, code: errno) }
    }

    public func copy(_ source: String, to destination: String) throws {
        let input = open(source, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard input >= 0 else { throw EngineError.file(.read, path: source, code: errno) }
        defer { close(input) }
        let output = open(destination, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard output >= 0 else { throw EngineError.file(.copy, path: destination, code: errno) }
        defer { close(output) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = read(input, buffer.baseAddress, buffer.count)
            if count == 0 { return }
            if count < 0 {
                if errno == EINTR { continue }
                throw EngineError.file(.read, path: source, code: errno)
            }
            try writeAll(
                UnsafeRawBufferPointer(rebasing: buffer[0..<count]), to: output, path: destination,
                operation: .copy)
        }
    }

    public func setPermissions(_ permissions: UInt16, of path: String) throws {
        guard chmod(path, mode_t(permissions)) == 0 else {
            throw EngineError.file(.setPermissions, path: path, code: errno)
        }
    }

    public func synchronize(_ paths: [String]) throws {
        if paths.count >= Self.manyFiles, SystemCalls.synchronizeFileSystem(holding: paths[0]) { return }
        for path in paths { try synchronize(path) }
    }

    public func remove(_ path: String) throws {
        guard let status = try FileStatus.read(path) else { return }
        if status.kind == .folder {
            if rmdir(path) == 0 { return }
            // A folder that a stage made read-only can still be removed by its owner.
            if status.permissions & 0o700 != 0o700 { chmod(path, 0o700) }
            for name in try FileReader.names(in: path) { try remove(Paths.join(path, name)) }
            guard rmdir(path) == 0 || errno == ENOENT else {
                throw EngineError.file(.remove, path: path, code: errno)
            }
        } else {
            guard unlink(path) == 0 || errno == ENOENT else {
                throw EngineError.file(.remove, path: path, code: errno)
            }
        }
    }

    private func synchronize(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw EngineError.file(.synchronize, path: path, code: errno) }
        defer { close(descriptor) }
        try flush(descriptor, path: path)
    }

    private func flush(_ descriptor: Int32, path: String) throws {
        #if canImport(Darwin)
            // fsync on Darwin does not empty the drive's own cache.
            if fcntl(descriptor, F_FULLFSYNC) == 0 { return }
        #endif
        guard fsync(descriptor) == 0 else { throw EngineError.file(.synchronize, path: path, code: errno) }
    }

    private func write(
        _ data: Data, to path: String, flags: Int32, operation: FileOperation, durably: Bool
    ) throws {
        let descriptor = open(path, flags, 0o666)
        guard descriptor >= 0 else { throw EngineError.file(operation, path: path, code: errno) }
        defer { close(descriptor) }
        try data.withUnsafeBytes { try writeAll($0, to: descriptor, path: path, operation: operation) }
        if durably { try flush(descriptor, path: path) }
    }

    private func writeAll(
        _ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String, operation: FileOperation
    ) throws {
        var position = 0
        while position < bytes.count {
            let count = writeSome(descriptor, bytes.baseAddress! + position, bytes.count - position)
            if count < 0 {
                if errno == EINTR { continue }
                throw EngineError.file(operation, path: path, code: errno)
            }
            position += count
        }
    }

    private func writeSome(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
        #if canImport(Glibc)
            Glibc.write(descriptor, bytes, count)
        #else
            Darwin.write(descriptor, bytes, count)
        #endif
    }
}
