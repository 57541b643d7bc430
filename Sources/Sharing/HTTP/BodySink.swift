import Foundation

/// Where a successful answer's body goes. Used by one thread at a time.
protocol BodySink: AnyObject {
    /// The headers are here; the body follows.
    func begin(_ head: HTTPHead, host: String) throws
    func receive(_ bytes: UnsafeRawBufferPointer, host: String) throws
}

/// Keeps a small body in memory.
final class DataSink: BodySink {
    private(set) var data = Data()
    private let limit: Int64

    init(limit: Int64) { self.limit = limit }

    func begin(_ head: HTTPHead, host: String) throws {
        data.removeAll(keepingCapacity: true)
        if let length = head.contentLength, length > limit {
            throw HTTPError.bodyTooLarge(host: host, limit: limit)
        }
    }

    func receive(_ bytes: UnsafeRawBufferPointer, host: String) throws {
        guard Int64(data.count) + Int64(bytes.count) <= limit else {
            throw HTTPError.bodyTooLarge(host: host, limit: limit)
        }
        data.append(contentsOf: bytes)
    }
}
