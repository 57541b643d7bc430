/// Which part of a recipe to run, and how.
///
/// Stages are named as in the recipe; the name of a stage with a matrix stands for all its expansions.
public struct RunChoices: Sendable, Equatable {
    /// Compute only these; what they depend on must be in the cache. Empty for all.
    public var only: [String]
    /// Run only these and what they depend on. Empty for all.
    public var until: [String]
    /// Compute these although their results are in the cache.
    public var forced: [String]
    /// After a failure, go on with all that does not depend on it.
    public var keepsGoing: Bool
    /// How many stages may be computed at once; nil for as many as the cores allow.
    public var jobs: Int?
    /// How many cores all stages together may keep busy; nil for all that this process may use.
    public var threads: Int?

    public init(
        only: [String] = [], until: [String] = [], forced: [String] = [], keepsGoing: Bool = false,
        jobs: Int? = nil, threads: Int? = nil
    ) {
        self.only = only
        self.until = until
        self.forced = forced
        self.keepsGoing = keepsGoing
        self.jobs = jobs
        self.threads = threads
    }
}
