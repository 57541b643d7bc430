import Engine
import Foundation

/// One blob on its way in: bytes are hashed as they are written, and count only once they are what was announced. To
/// be used by one thread at a time.
public final class IncomingBlob {
    public let descriptor: Descriptor

    private let file: FileWriter
    private let arrived: @Sendable (Digest) -> Void
    private var digest = BlobDigest()

    init(_ descriptor: Descriptor, path: String, arrived: @escaping @Sendable (Digest) -> Void) throws {
        self.descriptor = descriptor
        self.arrived = arrived
        file = try FileWriter(path: path)
    }

    /// How many bytes have come so far.
    public var count: Int64 { file.count }

    /// - Throws: `ArtifactError.otherSize` as soon as more comes than was announced; `.file`.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard Int64(bytes.count) <= descriptor.size - file.count else {
            throw ArtifactError.otherSize(
                descriptor.digest, expected: descriptor.size, found: file.count + Int64(bytes.count))
        }
        digest.update(bytes)
        try file.write(bytes)
    }

    public func write(_ data: Data) throws { try data.withUnsafeBytes { try write($0) } }

    /// To be called after the last byte.
    /// - Throws: `ArtifactError.otherSize`, `.otherContent`; then nothing of it stays.
    public func finish() throws {
        guard file.count == descriptor.size else {
            throw ArtifactError.otherSize(descriptor.digest, expected: descriptor.size, found: file.count)
        }
        let found = digest.finish()
        guard found == descriptor.digest else {
            throw ArtifactError.otherContent(expected: descriptor.digest, found: found)
        }
        try file.finish(isDurable: false)
        arrived(found)
    }
}
