import Foundation
import Hub

extension HubClient {
    /// The commit that the revision is now, and the names of its files.
    public func revision() throws -> (commit: String, paths: [HubFilePath]) {
        let path =
            "api/models/\(reference.repository)/revision/\(HubText.escaped(reference.revision))"
        let (data, _) = try fetch(url(path), doing: "look up \(reference)")
        let found = try reading { try HubListing.revision(data) }
        guard !reference.isCommit || found.commit == reference.revision else {
            throw HubError.otherCommit(
                asked: reference.revision, found: found.commit, of: reference.repository, host: host)
        }
        return found
    }

    /// The files of a commit with sizes and digests, in pages; nil where the hub has no such list.
    public func listing(commit: String) throws -> HubListing? {
        let path =
            "api/models/\(reference.repository)/tree/\(commit)?recursive=true&expand=false"
        var next: URL? = try url(path)
        var entries: [HubListing.Entry] = []
        var pages: Set<URL> = []
        while let page = next {
            // A list that comes back to a page that it had goes on forever.
            guard pages.insert(page).inserted, pages.count <= HubListing.Limits.files else {
                throw HubError.listing(
                    .tooMany(files: entries.count, limit: HubListing.Limits.files), reference, host: host)
            }
            let (data, head): (Data, HTTPHead)
            do {
                (data, head) = try fetch(page, doing: "list the files of \(reference)")
            } catch HubError.noRepository where entries.isEmpty {
                // The names are known from elsewhere: the list itself is what is missing.
                return nil
            } catch HubError.status(let status, _, _, _)
                where entries.isEmpty && [400, 405, 410, 501].contains(status)
            {
                // A mirror that knows no lists.
                return nil
            }
            entries += try reading { try HubListing.page(data) }
            guard entries.count <= HubListing.Limits.files else {
                throw HubError.listing(
                    .tooMany(files: entries.count, limit: HubListing.Limits.files), reference, host: host)
            }
            next = try Self.next(in: head, from: page)
            if let next, !isOwn(next) {
                throw HubError.pageElsewhere(host: host, address: next.absoluteString)
            }
        }
        return try reading { try HubListing(entries) }
    }

    private func fetch(_ url: URL, doing: String) throws -> (Data, HTTPHead) {
        try retry.run {
            let sink = DataSink(limit: Int64(HubListing.Limits.bytes))
            let answer = try send(HTTPRequest(.get, url), doing: doing, sink: sink)
            guard answer.head.isSuccess else {
                throw HubError.status(answer.head.status, doing: doing, host: host, message: "")
            }
            return (sink.data, answer.head)
        }
    }

    private func reading<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as HubListingError {
            throw HubError.listing(error, reference, host: host)
        }
    }

    /// `Link: <address>; rel="next"`
    private static func next(in head: HTTPHead, from page: URL) throws -> URL? {
        for link in head.values("link").flatMap({ $0.split(separator: ",") }) {
            let parts = link.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
            guard parts.dropFirst().contains(where: { $0 == "rel=\"next\"" || $0 == "rel=next" }),
                let address = parts.first, address.hasPrefix("<"), address.hasSuffix(">")
            else { continue }
            return try HTTPClient.resolve(String(address.dropFirst().dropLast()), from: page)
        }
        return nil
    }
}
