import Engine
import Foundation

/// Writes a body into a file and hashes it on the way, going on where an earlier attempt stopped.
final class DownloadSink: BodySink {
    let path: String
    /// In bytes; nil where nobody said.
    let size: Int64?
    private let file: FileHandleDescriptor
    private let received: @Sendable (Int64) -> Void
    private let kind: ContentHasher.Kind
    private var hasher: ContentHasher
    /// Bytes in the file, all of which are hashed.
    private(set) var offset: Int64 = 0

    /// - Parameters:
    ///   - path: of the file to write; what stands there is the beginning of the content, or is written over.
    ///   - hash: what its digest is.
    ///   - received: hears of bytes as they come, and of those that stood there already.
    init(
        path: String, size: Int64?, hash: ContentHasher.Kind = .sha256,
        received: @escaping @Sendable (Int64) -> Void = { _ in }
    ) throws {
        kind = hash
        hasher = ContentHasher(hash)
        self.path = path
        self.size = size
        self.received = received
        file = try FileHandleDescriptor(writing: path)
        try takeUp()
    }

    func begin(_ head: HTTPHead, host: String) throws {
        if offset > 0, head.status != 206 || head.rangeStart != offset { try restart() }
        guard let size, let announced = head.contentLength else { return }
        guard announced == size - offset else {
            throw HTTPError.wrongLength(host: host, announced: announced, expected: size - offset)
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer, host: String) throws {
        let end = offset + Int64(bytes.count)
        if let size, end > size { throw HTTPError.bodyTooLarge(host: host, limit: size) }
        try file.write(bytes, at: offset)
        hasher.update(bytes)
        offset = end
        received(Int64(bytes.count))
    }

    /// The SHA-256 of all that is in the file, where that is what it hashes.
    var digest: Digest { Digest(hexadecimal: hasher.hexadecimal)! }

    /// The digest of all that is in the file.
    var hexadecimal: String { hasher.hexadecimal }

    /// Begins again with nothing.
    func restart() throws {
        try file.truncate(to: 0)
        received(-offset)
        offset = 0
        hasher = ContentHasher(kind)
    }

    /// Hashes what an earlier attempt left.
    private func takeUp() throws {
        let there = try file.size()
        guard there > 0 else { return }
        if let size, there > size { return try file.truncate(to: 0) }
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
        defer { buffer.deallocate() }
        while offset < there {
            let count = file.read(into: buffer, at: offset)
            guard count > 0 else { throw HTTPError.file(path: path, code: count < 0 ? errno : EIO) }
            hasher.update(UnsafeRawBufferPointer(rebasing: buffer[0..<count]))
            offset += Int64(count)
        }
        received(offset)
    }
}
