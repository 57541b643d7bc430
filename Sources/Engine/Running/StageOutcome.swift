/// How a stage ended.
public struct StageOutcome: Sendable {
    public enum Status: String, Sendable, Hashable {
        /// Computed from the start.
        case ran
        /// Computed, from saved state on.
        case resumed
        /// Taken from the cache, or from another run at the same time.
        case cached
        case failed
        /// Stopped on request while it ran; its saved state is kept.
        case cancelled
        /// Not started: something before it did not succeed, or the run was stopped.
        case skipped

        public var isSuccess: Bool { self == .ran || self == .resumed || self == .cached }
    }

    public var name: String
    public var kind: String
    public var status: Status
    /// How long it computed in this run.
    public var seconds: Double
    /// nil when it was not found out.
    public var key: Digest?
    /// By binding, as far as they were found out.
    public var inputs: [String: StageDescription.Input]?
    public var outputs: [String: OutputReference]
    /// Why it failed.
    public var error: (any Error)?
    /// The result is in the cache, but could not be shown in the outputs folder.
    public var presentationError: (any Error)?
    /// The folder in which the result is shown.
    public var presentedAt: String?
    /// For a skipped stage: the stage before it that did not succeed; nil when the run was stopped.
    public var skippedBecause: String?

    public init(
        name: String, kind: String, status: Status, seconds: Double = 0, key: Digest? = nil,
        outputs: [String: OutputReference] = [:], error: (any Error)? = nil, skippedBecause: String? = nil
    ) {
        self.name = name
        self.kind = kind
        self.status = status
        self.seconds = seconds
        self.key = key
        self.outputs = outputs
        self.error = error
        self.skippedBecause = skippedBecause
    }
}
