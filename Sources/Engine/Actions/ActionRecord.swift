import Values

/// What became of a key: the digests of its outputs, and how that came about.
public struct ActionRecord: Equatable, Sendable {
    public var key: Digest
    public var description: StageDescription
    public var outputs: [String: OutputReference]
    /// Seconds since 1970 at which it finished.
    public var finished: Double
    /// How long the attempt that finished computed.
    public var seconds: Double

    var json: JSONValue {
        .object([
            "action": .integer(1), "key": .string(key.hexadecimal), "description": description.json,
            "outputs": .object(outputs.mapValues(\.json)), "finished": .number(finished),
            "seconds": .number(seconds),
        ])
    }

    init(
        key: Digest, description: StageDescription, outputs: [String: OutputReference], finished: Double,
        seconds: Double
    ) {
        self.key = key
        self.description = description
        self.outputs = outputs
        self.finished = finished
        self.seconds = seconds
    }

    init(_ object: ObjectReader) throws {
        guard try object.integer("action") == 1 else { throw RecordProblem.field("action") }
        key = try object.digest("key")
        description = try StageDescription(try object.object("description"))
        outputs = try object.object("outputs").fields.mapValues { try OutputReference($0) }
        finished = try object.seconds("finished")
        seconds = try object.seconds("seconds")
        var size: Int64 = 0
        for (name, output) in outputs {
            guard Paths.isComponent(name) else { throw RecordProblem.path(name) }
            size += output.size
            guard size <= ObjectReader.maximumSize else { throw RecordProblem.field("size") }
        }
    }
}
