import Values

/// All that a stage's key was made of, kept so that the next run can say what changed.
public struct StageDescription: Equatable, Sendable {
    /// One input as it was.
    public struct Input: Equatable, Sendable {
        public var content: OutputReference
        /// `dataset.images` for a stage's output, else a path for a person to read.
        public var origin: String
        /// Whether it came from outside of the graph.
        public var isExternal: Bool

        var json: JSONValue {
            .object([
                "content": content.json, "origin": .string(origin), "external": .bool(isExternal),
            ])
        }
    }

    public var stage: String
    public var kind: String
    public var revision: Int
    /// With defaults, with neutral parameters.
    public var configuration: JSONValue
    public var neutral: Set<String>
    public var inputs: [String: Input]
    public var outputs: [String]

    var json: JSONValue {
        .object([
            "stage": .string(stage), "kind": .string(kind), "revision": .integer(Int64(revision)),
            "configuration": configuration,
            "neutral": .array(neutral.sorted().map { .string($0) }),
            "inputs": .object(inputs.mapValues(\.json)),
            "outputs": .array(outputs.sorted().map { .string($0) }),
        ])
    }

    init(
        stage: String, kind: String, revision: Int, configuration: JSONValue, neutral: Set<String>,
        inputs: [String: Input], outputs: [String]
    ) {
        self.stage = stage
        self.kind = kind
        self.revision = revision
        self.configuration = configuration
        self.neutral = neutral
        self.inputs = inputs
        self.outputs = outputs.sorted()
    }

    init(_ object: ObjectReader) throws {
        stage = try object.string("stage")
        kind = try object.string("kind")
        revision = Int(try object.integer("revision"))
        configuration = try object.value("configuration")
        neutral = Set(try object.strings("neutral"))
        inputs = try object.object("inputs").fields.mapValues { try Input($0) }
        outputs = try object.strings("outputs")
    }
}

extension StageDescription.Input {
    init(_ value: JSONValue) throws {
        let input = try ObjectReader(value)
        content = try OutputReference(try input.value("content"))
        origin = try input.string("origin")
        isExternal = try input.boolean("external")
    }
}
