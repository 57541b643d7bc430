import Foundation

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// A regular file that is read in pieces, from any place.
final class SourceFile {
    static let pieceBytes = 1 << 20

    let path: String
    let size: Int64
    private let descriptor: Int32
    private let buffer: UnsafeMutableRawBufferPointer

    init(path: String) throws {
        self.path = path
        // Without O_NONBLOCK a named pipe in place of the file would hang the program.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw ArtifactError.file("read", path: path, code: errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw ArtifactError.notAFile(path: path)
        }
        self.descriptor = descriptor
        size = Int64(status.st_size)
        buffer = .allocate(byteCount: Self.pieceBytes, alignment: 64)
    }

    deinit {
        close(descriptor)
        buffer.deallocate()
    }

    /// Reads a range in pieces.
    /// - Throws: `ArtifactError.changed` where the file ends before; what `body` throws.
    func read(from offset: Int64, count: Int64, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        var offset = offset
        var left = count
        while left > 0 {
            let got = pread(
                descriptor, buffer.baseAddress, Int(min(left, Int64(buffer.count))), off_t(offset))
            if got < 0 {
                if errno == EINTR { continue }
                throw ArtifactError.file("read", path: path, code: errno)
            }
            guard got > 0 else { throw ArtifactError.changed(path: path) }
            try body(UnsafeRawBufferPointer(rebasing: buffer[0..<got]))
            offset += Int64(got)
            left -= Int64(got)
        }
    }

    /// A small range at once.
    func bytes(from offset: Int64, count: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        try read(from: offset, count: Int64(count)) { bytes.append(contentsOf: $0) }
        return bytes
    }
}
