/// What a collection keeps. Pinned and shown results always stay; objects that no kept result uses always go.
public struct GarbagePolicy: Equatable, Sendable {
    /// Results that were of no use for so many seconds go.
    public var maximumAge: Double?
    /// The results used longest ago go until the rest has at most so many bytes, if pins and shown results allow.
    public var maximumBytes: Int64?
    /// Saved state of stages that nobody went on with for so many seconds goes.
    public var maximumStateAge: Double
    /// Only say what would go.
    public var isDryRun: Bool

    public init(
        maximumAge: Double? = nil, maximumBytes: Int64? = nil, maximumStateAge: Double = 30 * 86_400,
        isDryRun: Bool = false
    ) {
        self.maximumAge = maximumAge
        self.maximumBytes = maximumBytes
        self.maximumStateAge = maximumStateAge
        self.isDryRun = isDryRun
    }
}

/// What a collection removed and kept.
public struct GarbageReport: Equatable, Sendable {
    public var removedResults = 0
    public var removedKeys: [Digest] = []
    public var keptResults = 0
    /// Of these, the ones that stay whatever the policy says: pinned, or shown in an outputs folder.
    public var pinnedResults = 0
    public var shownResults = 0
    public var removedObjects = 0
    public var removedBytes: Int64 = 0
    public var keptBytes: Int64 = 0
    /// Keys whose saved state was removed, also that which was kept for longer runs.
    public var removedStates = 0
}
