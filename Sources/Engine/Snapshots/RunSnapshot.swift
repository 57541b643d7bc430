/// What a successful run found, and all that it looked at to find it.
public struct RunSnapshot: Sendable, Equatable {
    /// A stage, whose result is in the cache.
    public struct Stage: Sendable, Equatable {
        public var name: String
        public var kind: String
        public var key: Digest
        public var outputs: [String: OutputReference]
        /// The folder in which the result is shown.
        public var presentedAt: String?

        public var outcome: StageOutcome {
            var outcome = StageOutcome(name: name, kind: kind, status: .cached, key: key, outputs: outputs)
            outcome.presentedAt = presentedAt
            return outcome
        }
    }

    /// A path, and what stood there.
    struct Watched: Sendable, Equatable {
        var path: String
        var stamp: FileStamp
        /// Inputs may be links of the person's; what the engine placed may not.
        var followsLinks: Bool
    }

    /// Texts that must be the same again, such as which program ran.
    public var conditions: [String]
    /// Whose history the run belongs to; usually the recipe's name.
    public var scope: String
    /// The run whose record has these stages.
    public var run: RunID?
    /// In the order of the graph.
    public var stages: [Stage]
    /// Files that the caller made of the results.
    public var products: [String]
    var watched: [Watched]
}
