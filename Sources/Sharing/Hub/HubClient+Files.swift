import Foundation
import Hub

extension HubClient {
    /// Asks for the name and the size of a file's content.
    ///
    /// - Parameter listed: what the list of the commit says of it, which must be the same.
    public func file(_ path: HubFilePath, commit: String, listed: HubListing.Entry?) throws -> HubFile {
        let head = try retry.run { try self.head(of: path, commit: commit) }
        guard let found = head.value("x-repo-commit") else {
            throw HubError.missingHeader("X-Repo-Commit", path, host: host)
        }
        guard found == commit else {
            throw HubError.otherCommit(asked: commit, found: found, of: path.text, host: host)
        }
        guard let tag = head.value("x-linked-etag") ?? head.value("etag") else {
            throw HubError.missingHeader("ETag", path, host: host)
        }
        let etag = Self.plain(tag)
        guard HubText.isHexadecimal(etag, digits: 64) || HubText.isHexadecimal(etag, digits: 40) else {
            throw HubError.unusableTag(tag, path, host: host)
        }
        let length = head.isRedirect ? nil : head.contentLength
        guard let size = head.value("x-linked-size").flatMap({ Int64($0) }) ?? length ?? listed?.contentSize,
            size >= 0
        else { throw HubError.missingHeader("X-Linked-Size", path, host: host) }
        if let listed {
            guard listed.etag == etag else {
                throw HubError.contradiction(path, listed: listed.etag, found: etag, host: host)
            }
            guard listed.contentSize == size else {
                throw HubError.contradiction(
                    path, listed: "\(listed.contentSize) bytes", found: "\(size) bytes", host: host)
            }
        }
        return HubFile(path: path, etag: etag, size: size)
    }

    /// The headers that describe a file: those of the hub's last answer. The host that keeps large files knows neither the
    /// commit nor the digest and is not asked.
    private func head(of path: HubFilePath, commit: String) throws -> HTTPHead {
        var url = try url(of: path, commit: commit)
        for _ in 0...TransferLimits.redirects {
            let answer = try send(
                HTTPRequest(.head, url), doing: "look up \(HubText.quoted(path.text))", path: path,
                followsRedirects: false)
            guard answer.head.isRedirect, let location = answer.head.value("location") else {
                return answer.head
            }
            let target = try HTTPClient.resolve(location, from: url)
            guard isOwn(target) else { return answer.head }
            url = target
        }
        throw HTTPError.tooManyRedirects(host: host)
    }

    /// `W/"abc"` or `"abc"` without its clothes.
    private static func plain(_ tag: String) -> String {
        (tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag).trimmingCharacters(
            in: CharacterSet(charactersIn: "\""))
    }

    /// Fetches a file's content to `path`, going on from what an earlier attempt left there, and verifies it.
    ///
    /// - Parameter received: hears of bytes as they come, and whether they were there from an earlier attempt.
    /// - Throws: `HubError.wrongContent`; then nothing is left at `path`.
    func download(
        _ file: HubFile, commit: String, to path: String,
        received: @escaping @Sendable (Int64, _ resumed: Bool) -> Void
    ) throws {
        let stage = TransferStage()
        let sink = try DownloadSink(path: path, size: file.size, hash: file.hash) { count in
            received(count, !stage.hasBegun)
        }
        stage.begin()
        let doing = "get \(HubText.quoted(file.path.text))"
        try retry.run(progress: sink.offset) {
            guard sink.offset < file.size else { return }
            var request = HTTPRequest(.get, try url(of: file.path, commit: commit))
            request.deadline = nil
            if sink.offset > 0 { request.headers.append(("Range", "bytes=\(sink.offset)-")) }
            let answer = try send(request, doing: doing, path: file.path, sink: sink)
            if answer.head.status == 416 {
                try sink.restart()
                throw BusyServer(host: host, doing: doing, status: 416)
            }
            guard sink.offset == file.size else {
                throw ShortBody(
                    host: answer.url.host() ?? host, received: sink.offset, expected: file.size)
            }
        }
        let found = sink.hexadecimal
        guard found == file.etag else {
            received(-sink.offset, false)
            try? FileManager.default.removeItem(atPath: path)
            throw HubError.wrongContent(file.path, expected: file.etag, found: found, host: host)
        }
    }
}
