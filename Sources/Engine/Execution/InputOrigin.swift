import Values

/// Which stage made an input, for stages that tell of the run: reports, not results.
///
/// It is no part of a key. Content decides whether a stage runs again; who made the content, and in which time,
/// does not.
public struct InputOrigin: Sendable {
    public let stage: String
    public let output: String
    public let kind: String
    public let key: Digest
    /// As resolved, with defaults.
    public let configuration: JSONValue
    /// How long the attempt that finished computed.
    public let seconds: Double

    public init(
        stage: String, output: String, kind: String, key: Digest, configuration: JSONValue, seconds: Double
    ) {
        self.stage = stage
        self.output = output
        self.kind = kind
        self.key = key
        self.configuration = configuration
        self.seconds = seconds
    }
}
