import Artifacts
import Engine
import Foundation
import Synchronization

/// Sends one large blob in chunks: when the connection breaks, the registry says how much it has, and only the rest is
/// sent again. Used by one thread.
final class ChunkedUpload {
    private let client: RegistryClient
    private let blob: Descriptor
    private let path: String
    private let sent: @Sendable (Int64) -> Void
    /// Each answer names the address of the next request; an old one is no longer good.
    private var location: URL?
    /// Bytes that the registry has.
    private(set) var offset: Int64 = 0

    /// - Parameter location: of an upload that has begun; nil to begin one.
    init(
        client: RegistryClient, blob: Descriptor, path: String, location: URL?,
        sent: @escaping @Sendable (Int64) -> Void
    ) {
        self.client = client
        self.blob = blob
        self.path = path
        self.location = location
        self.sent = sent
    }

    /// - Returns: false where the registry does not take chunks; nothing has been sent then.
    func run() throws -> Bool {
        do {
            try client.retry.run(progress: offset) {
                while offset < blob.size { try sendOne() }
            }
        } catch is ChunksRefused {
            return false
        }
        try client.retry.run {
            try client.finishUpload(location ?? client.startUpload(), blob.digest, .none) { _ in }
        }
        return true
    }

    private func sendOne() throws {
        let target = try location ?? client.startUpload()
        location = target
        let count = min(client.settings.chunk, blob.size - offset)
        do {
            location = try send(count, to: target)
            offset += count
        } catch RegistryError.status(let status, _, let host, _) where [404, 416].contains(status) {
            // The registry has lost the upload, or has more of it than it said.
            try startOver()
            throw BusyServer(host: host, doing: "send a chunk", status: status)
        } catch RegistryError.status(let status, _, _, _)
            where offset == 0 && [400, 405, 411, 415, 501].contains(status)
        {
            throw ChunksRefused()
        } catch {
            try? takeUp(target)
            throw error
        }
    }

    private func send(_ count: Int64, to target: URL) throws -> URL {
        var request = HTTPRequest(.patch, target)
        request.deadline = nil
        request.headers = [
            ("Content-Type", "application/octet-stream"),
            ("Content-Range", "\(offset)-\(offset + count - 1)"),
        ]
        request.body = .file(path: path, offset: offset, count: count)
        let counted = Mutex<Int64>(0)
        do {
            let answer = try client.send(request, .push, doing: "send a chunk") { [sent] bytes in
                counted.withLock { $0 += bytes }
                sent(bytes)
            }
            guard answer.head.isSuccess else { throw client.unexpected(answer, doing: "send a chunk") }
            return try client.location(of: answer)
        } catch {
            sent(-counted.withLock { $0 })
            throw error
        }
    }

    /// Asks where the upload is to go on, and how many bytes of it the registry has.
    private func takeUp(_ target: URL) throws {
        let doing = "ask for an upload"
        let answer = try client.send(
            HTTPRequest(.get, target), .push, doing: doing, sink: DataSink(limit: 1 << 16))
        guard answer.head.isSuccess, let range = answer.head.value("range") else {
            throw client.unexpected(answer, doing: doing)
        }
        let end = range.split(separator: "-").last.flatMap { Int64($0) } ?? 0
        let there = end <= 0 ? 0 : min(end + 1, blob.size)
        sent(there - offset)
        offset = there
        location = try client.location(of: answer)
    }

    private func startOver() throws {
        sent(-offset)
        offset = 0
        location = nil
    }

    private struct ChunksRefused: Error {}
}
