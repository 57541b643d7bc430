/// Results of others, kept outside of this machine: asked before a stage is computed, told of what was.
///
/// What goes wrong there never is an error of the run, so nothing here throws: a source says itself what troubles it,
/// and otherwise is as if it knew nothing. All of it is called on several threads at once, and may block.
public protocol ResultSource: Sendable {
    /// Where the results are, for messages: `registry.example.org/team/cache`.
    var name: String { get }

    /// What a key gave, where the source knows that. Its content need not be on this machine.
    func record(of key: Digest) -> ActionRecord?

    /// Brings the result of a key into the engine's cache, whole and verified. The caller holds the lock on the key.
    /// - Returns: nil where the source does not have it, or cannot give it.
    func fetch(
        _ key: Digest, cancellation: CancellationFlag, progress: @escaping @Sendable (ProgressReport) -> Void
    ) -> FetchedResult?

    /// Hears of a result that was computed and is in the engine's cache now. Returns at once.
    func offer(_ key: Digest)
}

/// What came of a fetch.
public struct FetchedResult: Equatable, Sendable {
    /// That came over the network; what the cache had is not fetched again.
    public var bytes: Int64

    public init(bytes: Int64) { self.bytes = bytes }
}
