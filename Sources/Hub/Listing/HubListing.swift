import Values

/// The files of one commit, and what the hub says of each.
public struct HubListing: Hashable, Sendable {
    /// One file.
    public struct Entry: Hashable, Sendable {
        /// Content that is kept apart from git.
        public struct Large: Hashable, Sendable {
            /// 64 hexadecimal digits.
            public var sha256: String
            /// In bytes.
            public var size: Int64
        }

        public var path: HubFilePath
        /// In bytes.
        public var size: Int64
        /// Git's SHA-1 of the content, or of what stands in git for a large file; 40 hexadecimal digits.
        public var blob: String
        public var large: Large?
        public var xetHash: String?

        /// The name of the content in the cache.
        public var etag: String { large?.sha256 ?? blob }
        public var contentSize: Int64 { large?.size ?? size }
    }

    /// What is accepted of a hub.
    public enum Limits {
        public static let files = 50_000
        /// Of one answer.
        public static let bytes = 16 << 20
        static let json = JSONReader.Limits(maximumDepth: 64, maximumBytes: bytes, maximumNodes: 1_000_000)
        static let largestFile: Int64 = 1 << 50
    }

    /// By path.
    public let entries: [Entry]

    /// - Throws: `HubListingError` for more files than are accepted, and names that cannot be in one folder.
    public init(_ entries: [Entry]) throws(HubListingError) {
        try Self.check(entries.map(\.path))
        self.entries = entries.sorted { $0.path < $1.path }
    }

    public func entry(_ path: HubFilePath) -> Entry? {
        var range = entries[...]
        while let middle = range.indices.dropFirst(range.count / 2).first {
            if entries[middle].path == path { return entries[middle] }
            range = entries[middle].path < path ? range[(middle + 1)...] : range[..<middle]
        }
        return nil
    }

    /// Refuses paths that cannot all be files of one folder.
    static func check(_ paths: [HubFilePath]) throws(HubListingError) {
        guard paths.count <= Limits.files else {
            throw .tooMany(files: paths.count, limit: Limits.files)
        }
        var files: Set<String> = []
        for path in paths where !files.insert(path.text).inserted { throw .repeated(path.text) }
        for path in paths {
            var folder = ""
            for step in path.steps.dropLast() {
                folder += folder.isEmpty ? String(step) : "/" + step
                if files.contains(folder) { throw .fileAndFolder(folder) }
            }
        }
    }
}
