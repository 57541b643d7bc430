/// Where the states of candidates wait.
public struct SearchMemory: Sendable, Hashable {
    /// Bytes of them in memory.
    public let limit: Int
    /// A folder for the rest, in a file without a name; nil to keep everything in memory.
    public let folder: String?

    public init(limit: Int, folder: String?) { (self.limit, self.folder) = (limit, folder) }

    public static let unlimited = SearchMemory(limit: .max, folder: nil)
}
