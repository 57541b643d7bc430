import Engine

/// What is known of one stage without running anything.
public struct StageStatus: Sendable {
    public var name: String
    public var kind: String
    public var decision: Plan.Decision
    public var key: Digest?
    /// Set where a process computes the stage now.
    public var running: RunningProgress?
    /// The result in the cache that a run would use.
    public var cached: CachedResult?
    /// The last result of the stage, also one for an older recipe.
    public var lastFinished: StageRecord?

    /// A result in the cache.
    public struct CachedResult: Sendable, Equatable {
        /// Seconds since 1970.
        public var finished: Double
        /// How long it took to compute.
        public var seconds: Double
        /// Bytes of all outputs together.
        public var size: Int64
        /// Where it is shown; nil while that folder does not exist.
        public var path: String?
    }
}
