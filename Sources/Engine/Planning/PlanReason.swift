import Values

/// Why a stage is computed, at the level of values.
public enum PlanReason: Equatable, Sendable {
    /// There is no record of the stage in this scope.
    case neverRan
    case forced
    case kind(old: String, new: String)
    /// The kind's program changed.
    case revision(old: Int, new: Int)
    /// A parameter changed; nil where it was or is absent.
    case configuration(path: String, old: JSONValue?, new: JSONValue?)
    case inputAdded(String)
    case inputRemoved(String)
    case input(String, [FileChange])
    case outputs(old: [String], new: [String])
    /// The result is no longer in the cache, or is damaged there.
    case resultMissing
    /// No value differs; this version makes keys in another way.
    case keyFormat
    /// No reason to run, but where it begins: a run that differs in extendable parameters only has done a part.
    case goesOnFrom(String)
    /// The last attempt did not finish; it can go on from here if it saved state.
    case unfinished(checkpoint: String?)
}

/// How one file of an input differs from last time.
public struct FileChange: Equatable, Sendable {
    public enum Kind: Equatable, Sendable {
        case added, removed
        /// `line` counts from 1 and is known for small texts.
        case changed(line: Int?)
    }

    public var path: String
    public var kind: Kind

    public init(path: String, kind: Kind) {
        self.path = path
        self.kind = kind
    }
}
