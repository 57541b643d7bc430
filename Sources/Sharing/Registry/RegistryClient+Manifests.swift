import Artifacts
import Engine
import Foundation

extension RegistryClient {
    private static let accepted = "\(MediaType.imageManifest), \(MediaType.imageIndex)"

    /// The digest that a tag stands for now; nil where there is no such tag.
    public func digest(of version: String) throws -> Digest? {
        try retry.run {
            var request = HTTPRequest(.head, try url("manifests/\(version)"))
            request.headers = [("Accept", Self.accepted)]
            let answer = try send(request, .pull, doing: "look up \(version)")
            if answer.head.status == 404 { return nil }
            guard answer.head.isSuccess else { throw unexpected(answer, doing: "look up \(version)") }
            guard let text = answer.head.value("docker-content-digest"), text.hasPrefix("sha256:"),
                let digest = Digest(hexadecimal: String(text.dropFirst(7)))
            else {
                throw RegistryError.missingHeader(
                    "Docker-Content-Digest", doing: "look up \(version)", host: host)
            }
            return digest
        }
    }

    /// The bytes of a manifest or index, compared with the digest.
    /// - Returns: nil where there is none.
    public func manifest(_ digest: Digest) throws -> Data? {
        let doing = "get the manifest \(digest.short)"
        return try retry.run {
            var request = HTTPRequest(.get, try url("manifests/sha256:\(digest)"))
            request.headers = [("Accept", Self.accepted)]
            let sink = DataSink(limit: TransferLimits.manifestBytes)
            let answer = try send(request, .pull, doing: doing, sink: sink)
            if answer.head.status == 404 { return nil }
            guard answer.head.isSuccess else { throw unexpected(answer, doing: doing) }
            let found = Digest(of: sink.data)
            guard found == digest else {
                throw RegistryError.wrongContent(expected: digest, found: found, host: host)
            }
            return sink.data
        }
    }

    /// The manifest that the reference names, and its digest.
    /// - Throws: `RegistryError.notFound`; `.tagMoved` where the tag's content went away in between.
    public func resolved() throws -> (digest: Digest, data: Data) {
        if let pinned = reference.digest {
            guard let data = try manifest(pinned) else { throw RegistryError.notFound(reference) }
            return (pinned, data)
        }
        guard let digest = try digest(of: reference.version) else { throw RegistryError.notFound(reference) }
        guard let data = try manifest(digest) else { throw RegistryError.tagMoved(reference, from: digest) }
        return (digest, data)
    }

    /// Stores a manifest or an index under a tag or its digest.
    public func put(_ data: Data, mediaType: String, as version: String) throws {
        guard data.count <= TransferLimits.manifestBytes else {
            throw RegistryError.manifestTooLarge(bytes: data.count, limit: TransferLimits.manifestBytes)
        }
        try retry.run {
            var request = HTTPRequest(.put, try url("manifests/\(version)"))
            request.headers = [("Content-Type", mediaType)]
            request.body = .data(data)
            let answer = try send(request, .push, doing: "put the manifest")
            guard answer.head.isSuccess else { throw unexpected(answer, doing: "put the manifest") }
        }
    }

    /// Manifests that say something about another one, by the tag that stands in for the referrers interface.
    public func referrers(of digest: Digest) throws -> ImageIndex {
        guard let current = try self.digest(of: "sha256-\(digest)"), let data = try manifest(current) else {
            return ImageIndex()
        }
        return try ImageIndex(parsing: data)
    }
}
