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

    /// Has the registry take a blob over from another of its repositories.
    /// - Returns: nil where that is done; else where the blob is to be sent, because the registry does not do so.
    func mount(_ blob: Descriptor, from repository: String) throws -> URL? {
        let doing = "take the blob \(blob.digest.short) over from \(repository)"
        return try retry.run {
            let request = HTTPRequest(
                .post,
                try url("blobs/uploads/").appending(queryItems: [
                    URLQueryItem(name: "mount", value: "sha256:\(blob.digest)"),
                    URLQueryItem(name: "from", value: repository),
                ]))
            let answer = try send(request, .push, alsoReading: repository, doing: doing)
            if answer.head.status == 201 { return nil }
            guard answer.head.status == 202 else { throw unexpected(answer, doing: doing) }
            return try location(of: answer)
        }
    }

    /// Sends a blob that the registry does not have.
    /// - Parameters:
    ///   - location: of an upload that has begun; nil to begin one.
    ///   - sent: hears of bytes that went out.
    func upload(_ blob: Blob, to location: URL? = nil, sent: @escaping @Sendable (Int64) -> Void) throws {
        var location = location
        if blob.descriptor.size > settings.chunk, case .file(let path) = blob.source {
            let upload = ChunkedUpload(
                client: self, blob: blob.descriptor, path: path, location: location, sent: sent)
            if try upload.run() { return }
            // This registry takes no chunks.
            location = nil
        }
        try retry.run {
            let counted = Mutex<Int64>(0)
            do {
                let target = try location ?? startUpload()
                location = nil
                let body: HTTPBody =
                    switch blob.source {
                    case .data(let data): .data(data)
                    case .file(let path): .file(path: path, offset: 0, count: blob.descriptor.size)
                    }
                try finishUpload(target, blob.descriptor.digest, body) { count in
                    counted.withLock { $0 += count }
                    sent(count)
                }
            } catch {
                sent(-counted.withLock { $0 })
                throw error
            }
        }
    }

    func startUpload() throws -> URL {
        let answer = try send(HTTPRequest(.post, try url("blobs/uploads/")), .push, doing: "begin an upload")
        guard answer.head.status == 202 else { throw unexpected(answer, doing: "begin an upload") }
        return try location(of: answer)
    }

    func finishUpload(
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
    func location(of answer: HTTPClient.Answer) throws -> URL {
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
