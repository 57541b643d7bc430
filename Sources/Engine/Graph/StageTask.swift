import Values

/// One stage of a graph: what to compute, from what, and what it needs. The engine knows no kind; an executor does.
public struct StageTask: Equatable, Sendable {
    /// Unique in the graph; one file name.
    public var name: String
    public var kind: String
    /// Raised when the kind's program gives other results than before.
    public var revision: Int
    /// All parameters, defaults filled in. `{"$input": "<binding>"}` (or `"$file"`) stands where an input goes.
    public var configuration: JSONValue
    /// Parameters (top-level names, or paths with dots) that change no result and so stay out of the key.
    public var neutral: Set<String>
    /// Parameters of the top level that say how far to go: numbers, lists of which the largest counts, or `null` for
    /// no limit. They are in the key, and a longer run can go on from a shorter one to the same bytes.
    public var extendable: Set<String>
    /// Binding name to source.
    public var inputs: [String: StageInput]
    /// Names of what it makes; each is a file or a folder, as the stage decides.
    public var outputs: [String]
    /// Stages that must have finished before, without handing data over.
    public var after: [String]
    public var resources: StageResources

    public init(
        name: String, kind: String, revision: Int = 1, configuration: JSONValue = .object([:]),
        neutral: Set<String> = [], extendable: Set<String> = [], inputs: [String: StageInput] = [:],
        outputs: [String],
        after: [String] = [],
        resources: StageResources = StageResources()
    ) {
        self.name = name
        self.kind = kind
        self.revision = revision
        self.configuration = configuration
        self.neutral = neutral
        self.extendable = extendable
        self.inputs = inputs
        self.outputs = outputs
        self.after = after
        self.resources = resources
    }

    /// Names of the stages that must have finished before this one, sorted.
    public var dependencies: [String] {
        var names = Set(after)
        for case .output(let stage, _) in inputs.values { names.insert(stage) }
        return names.sorted()
    }
}
