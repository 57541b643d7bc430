/// What a run would do.
public struct Plan: Equatable, Sendable {
    public enum Decision: Equatable, Sendable {
        case cached
        /// Its result is elsewhere, and comes from there.
        case fetch(from: String)
        case run([PlanReason])
        /// Its own part is unchanged, so it is skipped if these stages come out the same.
        case maybe(upstream: [String])
        /// Cannot be run, for instance because an input file is missing.
        case impossible(EngineError)
    }

    public struct Stage: Equatable, Sendable {
        public var name: String
        public var kind: String
        public var decision: Decision
        /// nil as long as the results before it are not known.
        public var key: Digest?
    }

    /// In the order of the graph.
    public var stages: [Stage]

    public subscript(name: String) -> Stage? { stages.first { $0.name == name } }
}
