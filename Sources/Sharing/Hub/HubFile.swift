import Hub

/// One file of a commit, as its headers describe it.
public struct HubFile: Sendable, Hashable {
    public var path: HubFilePath
    /// The name of the content: its SHA-256 (64 digits) or git's SHA-1 (40 digits).
    public var etag: String
    /// In bytes.
    public var size: Int64

    var hash: ContentHasher.Kind { etag.utf8.count == 64 ? .sha256 : .gitBlob(size: size) }
}
