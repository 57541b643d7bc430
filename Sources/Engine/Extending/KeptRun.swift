import Values

/// What is known of a run whose shards were kept for longer ones.
struct KeptRun: Equatable, Sendable {
    /// A record is a few values long.
    static let maximumBytes = 1 << 20

    var key: Digest
    /// The extendable parameters, by name.
    var values: [String: JSONValue]
    /// Whether it came to its end; else it was given up for another key.
    var isFinished: Bool
    /// Seconds since 1970.
    var time: Double

    var json: JSONValue {
        .object([
            "key": .string(key.hexadecimal), "values": .object(values), "finished": .bool(isFinished),
            "time": .number(time),
        ])
    }

    init(key: Digest, values: [String: JSONValue], isFinished: Bool, time: Double) {
        self.key = key
        self.values = values
        self.isFinished = isFinished
        self.time = time
    }

    init(_ object: ObjectReader) throws {
        key = try object.digest("key")
        values = try object.object("values").fields
        isFinished = try object.boolean("finished")
        time = try object.number("time")
    }
}
