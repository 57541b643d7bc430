import Values

extension RunRecord {
    /// One stage of a run.
    public struct Stage: Equatable, Sendable {
        public enum Status: String, Sendable, Hashable, CaseIterable {
            /// Not yet looked at.
            case waiting
            /// Being computed when the record was written.
            case running
            case ran, resumed, cached, failed, cancelled, skipped
        }

        public var name: String
        public var kind: String
        public var revision: Int
        public var status: Status
        /// nil as long as the inputs were not known.
        public var key: Digest?
        /// As resolved: defaults filled in, look-ups done.
        public var configuration: JSONValue
        public var neutral: Set<String>
        /// Names of the outputs that the kind declares.
        public var declared: [String]
        /// By binding, with digests and origins; nil as long as they were not known.
        public var inputs: [String: StageDescription.Input]?
        /// What it gave; empty unless it succeeded.
        public var outputs: [String: OutputReference]
        /// How long it computed in this run.
        public var seconds: Double
        public var error: String?
        /// Why it was not taken from the cache.
        public var reasons: [String]
        /// The stage before it that did not succeed.
        public var skippedBecause: String?

        /// All that its key was made of; nil as long as the inputs were not known.
        public var description: StageDescription? {
            inputs.map {
                StageDescription(
                    stage: name, kind: kind, revision: revision, configuration: configuration,
                    neutral: neutral, inputs: $0, outputs: declared)
            }
        }

        /// Bytes of all outputs.
        public var size: Int64 { outputs.values.map(\.size).saturatingSum }
    }
}

extension RunRecord.Stage {
    /// A stage that has not been looked at.
    init(_ task: StageTask) {
        self.init(
            name: task.name, kind: task.kind, revision: task.revision, status: .waiting,
            configuration: task.configuration, neutral: task.neutral, declared: task.outputs.sorted(),
            outputs: [:], seconds: 0, reasons: [])
    }
}

extension RunRecord.Stage.Status {
    init(_ status: StageOutcome.Status) {
        self =
            switch status {
            case .ran: .ran
            case .resumed: .resumed
            case .cached: .cached
            case .failed: .failed
            case .cancelled: .cancelled
            case .skipped: .skipped
            }
    }

    public var isSuccess: Bool { self == .ran || self == .resumed || self == .cached }
    /// Whether the run computed its result.
    public var isComputed: Bool { self == .ran || self == .resumed }
}

extension Sequence where Element == Int64 {
    /// Sizes in records of others may be anything; their sum must not trap.
    public var saturatingSum: Int64 {
        reduce(0) { sum, size in
            let (result, overflow) = sum.addingReportingOverflow(Swift.max(0, size))
            return overflow ? .max : result
        }
    }
}
