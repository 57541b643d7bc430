import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Writes one file through a buffer, under a temporary name; it appears under its own name only when all is written.
final class FileWriter {
    private static let capacity = 1 << 20

    let path: String
    private let temporary: String
    private var descriptor: Int32
    private var buffer: [UInt8] = []
    private(set) var count: Int64 = 0

    /// - Parameter path: replaced when the writing is finished; its folder must exist.
    init(path: String) throws {
        self.path = path
        let folder = (path as NSString).deletingLastPathComponent
        let name = ".tweed-\(getpid())-" + String(UInt64.random(in: .min ... .max), radix: 36)
        temporary = folder.isEmpty ? name : folder + (folder.hasSuffix("/") ? "" : "/") + name
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw ArtifactError.file("write", path: path, code: errno) }
        buffer.reserveCapacity(Self.capacity)
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(temporary)
    }

    func write(_ bytes: some Collection<UInt8>) throws {
        try Array(bytes).withUnsafeBytes { try write($0) }
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        if buffer.count + bytes.count > Self.capacity { try flush() }
        if bytes.count >= Self.capacity {
            try writeThrough(bytes)
        } else {
            buffer.append(contentsOf: bytes)
        }
        count += Int64(bytes.count)
    }

    /// Gives the file its name.
    /// - Parameter isDurable: whether it is to be on the disk on return.
    func finish(isDurable: Bool = true) throws {
        try flush()
        if isDurable, fsync(descriptor) != 0 {
            throw ArtifactError.file("write", path: path, code: errno)
        }
        close(descriptor)
        descriptor = -1
        guard rename(temporary, path) == 0 else {
            let code = errno
            unlink(temporary)
            throw ArtifactError.file("write", path: path, code: code)
        }
    }

    private func flush() throws {
        try buffer.withUnsafeBytes { try writeThrough($0) }
        buffer.removeAll(keepingCapacity: true)
    }

    private func writeThrough(_ bytes: UnsafeRawBufferPointer) throws {
        var position = 0
        while position < bytes.count {
            #if canImport(Glibc)
                let count = Glibc.write(descriptor, bytes.baseAddress! + position, bytes.count - position)
            #else
                let count = Darwin.write(descriptor, bytes.baseAddress! + position, bytes.count - position)
            #endif
            if count < 0 {
                if errno == EINTR { continue }
                throw ArtifactError.file("write", path: path, code: errno)
            }
            position += count
        }
    }
}
