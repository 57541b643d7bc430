import Values

/// One line in the history of a stage.
public struct StageRecord: Equatable, Sendable {
    public enum Event: String, Sendable { case started, finished }

    public var event: Event
    public var key: Digest
    public var description: StageDescription
    /// Seconds since 1970.
    public var time: Double
    /// How long it computed; 0 where its result was in the cache.
    public var seconds: Double

    var json: JSONValue {
        .object([
            "event": .string(event.rawValue), "key": .string(key.hexadecimal),
            "description": description.json,
            "time": .number(time), "seconds": .number(seconds),
        ])
    }

    init(event: Event, key: Digest, description: StageDescription, time: Double, seconds: Double) {
        self.event = event
        self.key = key
        self.description = description
        self.time = time
        self.seconds = seconds
    }

    init(_ object: ObjectReader) throws {
        guard let event = Event(rawValue: try object.string("event")) else {
            throw RecordProblem.field("event")
        }
        self.event = event
        key = try object.digest("key")
        description = try StageDescription(try object.object("description"))
        time = try object.seconds("time")
        seconds = try object.seconds("seconds")
    }
}
