/// One object, by its content: in a cache, or on its way into one.
public struct StoredObject: Hashable, Sendable {
    public var digest: Digest
    /// In bytes.
    public var size: Int64
    /// Where its bytes are. Those of a cache are read-only.
    public var path: String

    public init(digest: Digest, size: Int64, path: String) {
        self.digest = digest
        self.size = size
        self.path = path
    }
}
