import Values

/// What became of one run: enough to say later, also on another machine, what was computed from what.
public struct RunRecord: Equatable, Sendable {
    public enum Status: String, Sendable, Hashable {
        case running, succeeded, failed
        /// Stopped on request.
        case cancelled
        /// Its process ended without saying how: it was killed, or the machine went down.
        case interrupted
    }

    /// The version of the format, the field `run`.
    static let format: Int64 = 1

    public var id: RunID
    /// Whose run it was; usually the recipe's name.
    public var scope: String
    public var status: Status
    /// Of the process that ran; for messages only.
    public var process: Int32
    /// Seconds since 1970.
    public var started: Double
    /// Seconds since 1970; nil while it runs, and where it was interrupted.
    public var ended: Double?
    /// How long it took, on a clock that never jumps; so far, while it runs.
    public var seconds: Double
    /// What the caller knows of the run and the engine does not: recipe, overrides, versions, machine.
    public var provenance: JSONValue
    /// In the order of the graph. Of a run that goes on or was interrupted: what was known when it was last written.
    public var stages: [Stage]
    /// The earlier run with the same keys. Its record has the stages; this one found all of them in the cache.
    public var repeats: RunID?

    public subscript(name: String) -> Stage? { stages.first { $0.name == name } }

    /// How many stages have this status.
    public func count(_ status: Stage.Status) -> Int { stages.count { $0.status == status } }

    /// Whether stages are known at all; not of a run that ended before anything was written down.
    public var hasStages: Bool { !stages.isEmpty }
}
