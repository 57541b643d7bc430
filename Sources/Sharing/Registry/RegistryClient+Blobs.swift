import Artifacts
import Engine
import Foundation
import Synchronization

extension RegistryClient {
    /// Whether the registry has a blob.
    public func holds(_ blob: Descriptor) throws -> Bool {
        try retry.run {
            let doing = "look for the blob \(blob.digest.short)"
            let answer = try send(
                HTTPRequest(.head, try url("blobs/sha256:\(blob.digest)")), .pull, doing: doing)
            if answer.head.status == 404 { return false }
            guard answer.head.isSuccess else { throw unexpected(answer, doing: doing) }
            return answer.head.contentLength == nil || answer.head.contentLength == blob.size
        }
    }

    /// Sends a blob that the registry does not have.
    /// - Parameter sent: hears of bytes that went out.
    func upload(_ blob: Blob, sent: @escaping @Sendable (Int64) -> Void) throws {
        if blob.descriptor.size > TransferLimits.chunk, case .file(let path) = blob.source {
            return try uploadInChunks(blob.descriptor, path: path, sent: sent)
        }
        try retry.run {
            let counted = Mutex<Int64>(0)
            do {
                let location = try startUpload()
                let body: HTTPBody =
                    switch blob.source {
                    case .data(let data): .data(data)
                    case .file(let path): .file(path: path, offset: 0, count: blob.descriptor.size)
                    }
                try finishUpload(location, blob.descriptor.digest, body) { count in
                    counted.withLock { $0 += count }
                    sent(count)
                }
            } catch {
                sent(-counted.withLock { $0 })
                throw error
            }
        }
    }

    /// A large blob goes in chunks: when the connection breaks, the registry says how much it has.
    private func uploadInChunks(
        _ blob: Descriptor, path: String, sent: @escaping @Sendable (Int64) -> Void
    ) throws {
        var location = try retry.run { try startUpload() }
        var offset: Int64 = 0
        while offset < blob.size {
            let count = min(TransferLimits.chunk, blob.size - offset)
            let start = offset
            (location, offset) = try retry.run {
                do {
                    return (
                        try sendChunk(location, path: path, offset: start, count: count, sent: sent),
                        start + count
                    )
                } catch {
                    guard let state = try? uploadState(location), state.offset >= start else { throw error }
                    return state
                }
            }
        }
        try retry.run { try finishUpload(location, blob.digest, .none) { _ in } }
    }

    private func startUpload() throws -> URL {
        let answer = try send(HTTPRequest(.post, try url("blobs/uploads/")), .push, doing: "begin an upload")
        guard answer.head.status == 202 else { throw unexpected(answer, doing: "begin an upload") }
        return try location(of: answer)
    }

    private func sendChunk(
        _ location: URL, path: String, offset: Int64, count: Int64, sent: @escaping @Sendable (Int64) -> Void
    ) throws -> URL {
        var request = HTTPRequest(.patch, location)
        request.deadline = nil
        request.headers = [
            ("Content-Type", "application/octet-stream"),
            ("Content-Range", "\(offset)-\(offset + count - 1)"),
        ]
        request.body = .file(path: path, offset: offset, count: count)
        let answer = try send(request, .push, doing: "send a chunk", sent: sent)
        guard answer.head.isSuccess else { throw unexpected(answer, doing: "send a chunk") }
        return try self.location(of: answer)
    }

    /// Where an upload is to go on, and how many bytes of it the registry has.
    private func uploadState(_ location: URL) throws -> (URL, offset: Int64) {
        let answer = try send(
            HTTPRequest(.get, location), .push, doing: "ask for an upload", sink: DataSink(limit: 1 << 16))
        guard answer.head.isSuccess, let range = answer.head.value("range") else {
            throw unexpected(answer, doing: "ask for an upload")
        }
        let end = range.split(separator: "-").last.flatMap { Int64($0) } ?? 0
        return (try self.location(of: answer), end == 0 ? 0 : end + 1)
    }

    private func finishUpload(
        _ location: URL, _ digest: Digest, _ body: HTTPBody, sent: @escaping @Sendable (Int64) -> Void
    ) throws {
        var request = HTTPRequest(
            .put, location.appending(queryItems: [URLQueryItem(name: "digest", value: "sha256:\(digest)")]))
        request.deadline = body.count > 1 << 20 ? nil : TransferLimits.shortExchange
        request.headers = [("Content-Type", "application/octet-stream")]
        request.body = body
        let answer = try send(request, .push, doing: "send the blob \(digest.short)", sent: sent)
        guard answer.head.isSuccess else { throw unexpected(answer, doing: "send the blob \(digest.short)") }
    }

    /// Each answer names the address of the next request; an old one is no longer good.
    private func location(of answer: HTTPClient.Answer) throws -> URL {
        guard let text = answer.head.value("location") else {
            throw RegistryError.missingHeader("Location", doing: "sending a blob", host: host)
        }
        return try HTTPClient.resolve(text, from: answer.url)
    }

    /// The bytes of a small blob, compared with its digest.
    public func data(of blob: Descriptor, maximumBytes: Int64) throws -> Data {
        guard blob.size <= maximumBytes else { throw HTTPError.bodyTooLarge(host: host, limit: maximumBytes) }
        return try retry.run {
            let sink = DataSink(limit: blob.size)
            let doing = "get the blob \(blob.digest.short)"
            let answer = try send(
                HTTPRequest(.get, try url("blobs/sha256:\(blob.digest)")), .pull, doing: doing, sink: sink)
            if answer.head.status == 404 { throw RegistryError.missingBlob(blob.digest, host: host) }
            guard answer.head.isSuccess else { throw unexpected(answer, doing: doing) }
            let found = Digest(of: sink.data)
            guard found == blob.digest else {
                throw RegistryError.wrongContent(expected: blob.digest, found: found, host: host)
            }
            return sink.data
        }
    }

    /// Fetches a blob into a file, which appears at `path` only when it is whole and right. What an attempt before left
    /// at `path` + `.partial` is gone on from.
    func download(_ blob: Descriptor, to path: String, received: @escaping @Sendable (Int64) -> Void) throws {
        let partial = path + ".partial"
        let sink = try DownloadSink(path: partial, size: blob.size, received: received)
        let doing = "get the blob \(blob.digest.short)"
        try retry.run(progress: sink.offset) {
            guard sink.offset < blob.size || blob.size == 0 else { return }
            var request = HTTPRequest(.get, try url("blobs/sha256:\(blob.digest)"))
            request.deadline = nil
            if sink.offset > 0 { request.headers.append(("Range", "bytes=\(sink.offset)-\(blob.size - 1)")) }
            let answer = try send(request, .pull, doing: doing, sink: sink)
            switch answer.head.status {
            case 404: throw RegistryError.missingBlob(blob.digest, host: host)
            case 416:
                try sink.restart()
                throw BusyServer(host: host, doing: doing, status: 416)
            case 200..<300: break
            default: throw unexpected(answer, doing: doing)
            }
            guard sink.offset == blob.size else {
                throw ShortBody(host: host, received: sink.offset, expected: blob.size)
            }
        }
        let found = sink.digest
        guard found == blob.digest else {
            try? FileManager.default.removeItem(atPath: partial)
            throw RegistryError.wrongContent(expected: blob.digest, found: found, host: host)
        }
        guard rename(partial, path) == 0 else { throw HTTPError.file(path: path, code: errno) }
    }
}
