import Foundation
import Hub

/// Brings files of a model into the local cache.
///
/// A snapshot becomes visible when all that was wanted is there and verified: contents first, then the links, then the
/// reference. Whatever stops it earlier leaves contents that are whole, and beginnings that the next attempt goes on with.
public struct HubDownloader: Sendable {
    /// What is in the cache now.
    public struct Outcome: Sendable {
        public struct File: Sendable {
            public var path: HubFilePath
            public var etag: String
            /// In bytes.
            public var size: Int64
            public var wasPresent: Bool
        }

        /// 40 hexadecimal digits.
        public var commit: String
        /// Where its files are.
        public var folder: String
        /// By path.
        public var files: [File]
    }

    private let client: HubClient
    private let writer: HubCacheWriter
    private let progress: TransferProgress

    public init(_ client: HubClient, cache: HubCache, progress: TransferProgress = TransferProgress()) {
        self.client = client
        self.progress = progress
        writer = HubCacheWriter(cache, client.reference)
    }

    /// - Throws: `HubError` and what the network and the disk say.
    public func download(_ choice: HubFileChoice = HubFileChoice()) throws -> Outcome {
        let (commit, listing, paths) = try look()
        let chosen = choice.chosen(of: paths)
        guard !chosen.isEmpty else {
            throw HubError.nothingChosen(client.reference, files: paths.count)
        }
        let files = try describe(chosen, commit, listing)
        try fetch(files, commit)
        for file in files { try writer.link(file.path, commit: commit, etag: file.etag) }
        if let listing { try writer.write(listing.cacheText, to: writer.repository.tree(commit)) }
        if !client.reference.isCommit {
            try writer.write(commit, to: writer.repository.ref(client.reference.revision))
        }
        return Outcome(commit: commit, folder: writer.repository.snapshot(commit), files: files)
    }

    /// The commit and its files. That of a commit never changes, so that what the cache knows of it suffices.
    private func look() throws -> (commit: String, listing: HubListing?, paths: [HubFilePath]) {
        let reference = client.reference
        if reference.isCommit, let listing = cachedListing(reference.revision) {
            return (reference.revision, listing, listing.entries.map(\.path))
        }
        let (commit, names) = try client.revision()
        guard let listing = try cachedListing(commit) ?? client.listing(commit: commit) else {
            return (commit, nil, names)
        }
        return (commit, listing, listing.entries.map(\.path))
    }

    private func cachedListing(_ commit: String) -> HubListing? {
        guard let file = FileHandle(forReadingAtPath: writer.repository.tree(commit)),
            let data = try? file.read(upToCount: HubListing.Limits.bytes + 1)
        else { return nil }
        return try? HubListing(cached: data)
    }

    /// Names and sizes of the contents, in the order of the paths; several are asked for at once.
    private func describe(
        _ paths: [HubFilePath], _ commit: String, _ listing: HubListing?
    ) throws -> [Outcome.File] {
        let found = Gathered<Outcome.File>(count: paths.count)
        try WorkerPool.forEach(Array(paths.enumerated())) { index, path in
            let listed = listing?.entry(path)
            if let etag = writer.etag(of: path, commit: commit), let size = writer.size(ofBlob: etag),
                listed == nil || (listed?.etag == etag && listed?.contentSize == size)
            {
                found.set(Outcome.File(path: path, etag: etag, size: size, wasPresent: true), at: index)
                return
            }
            let file = try client.file(path, commit: commit, listed: listed)
            // The same content may be there from another commit, or under another path.
            let isPresent = writer.size(ofBlob: file.etag) == file.size
            found.set(
                Outcome.File(path: path, etag: file.etag, size: file.size, wasPresent: isPresent), at: index)
        }
        return found.values
    }

    private func fetch(_ files: [Outcome.File], _ commit: String) throws {
        progress.expect(blobs: files.count, bytes: files.reduce(0) { $0 + $1.size })
        var wanted: [String: HubFile] = [:]
        for file in files {
            if file.wasPresent || wanted[file.etag] != nil {
                progress.finish(present: true, bytes: file.size, resumed: true)
            } else {
                wanted[file.etag] = HubFile(path: file.path, etag: file.etag, size: file.size)
            }
        }
        guard !wanted.isEmpty else { return }
        try writer.makeFolder(above: writer.repository.blob("x"))
        writer.tag()
        let missing = wanted.values.map {
            $0.size - (writer.size(ofPath: writer.repository.incomplete($0.etag)) ?? 0)
        }
        try writer.checkSpace(for: missing.reduce(0) { $0 + max(0, $1) })
        // The largest first: a small one at the end keeps nobody waiting.
        let ordered = wanted.values.sorted { ($0.size, $1.path) > ($1.size, $0.path) }
        try WorkerPool.forEach(ordered) { file in
            try writer.withLock(file.etag) {
                // Somebody else may have fetched it meanwhile.
                if writer.size(ofBlob: file.etag) == file.size {
                    progress.finish(present: true, bytes: file.size, resumed: true)
                    return
                }
                try client.download(
                    file, commit: commit, to: writer.repository.incomplete(file.etag)
                ) { count, resumed in
                    progress.add(bytes: count, resumed: resumed)
                }
                try writer.place(file.etag)
                progress.finish()
            }
        }
    }
}
