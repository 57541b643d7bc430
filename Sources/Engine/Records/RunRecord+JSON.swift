import Foundation
import Values

extension RunRecord {
    /// A record of a larger size is refused.
    public static let maximumBytes = 64 << 20
    static let maximumStages = 100_000
    /// Of an error's text; what is longer is cut.
    static let maximumText = 16 << 10
    /// The end of the year 9999, so that every time can be shown.
    private static let times = 0.0...253_402_300_799

    /// Reads a record, which may come from anyone.
    /// - Throws: `RecordProblem`: what is wrong with it first.
    public init(parsing data: Data) throws(RecordProblem) {
        guard data.count <= Self.maximumBytes else { throw .size }
        do {
            try self.init(ObjectReader(parsing: data))
        } catch let problem as RecordProblem {
            throw problem
        } catch {
            throw .syntax
        }
    }

    public var json: JSONValue {
        .object([
            "run": .integer(Self.format), "id": .string(id.text), "scope": .string(scope),
            "status": .string(status.rawValue), "process": .integer(Int64(process)),
            "started": .number(started), "ended": ended.map { .number($0) } ?? .null,
            "seconds": .number(seconds), "provenance": provenance,
            "stages": .array(stages.map(\.json)), "repeats": repeats.map { .string($0.text) } ?? .null,
        ])
    }

    init(_ object: ObjectReader) throws {
        guard try object.integer("run") == Self.format else { throw RecordProblem.field("run") }
        guard let id = RunID(try object.string("id")) else { throw RecordProblem.field("id") }
        guard let status = Status(rawValue: try object.string("status")) else {
            throw RecordProblem.field("status")
        }
        self.id = id
        self.status = status
        scope = try object.component("scope")
        process = try Int32(exactly: object.integer("process")).orThrow("process")
        started = try object.number("started", in: Self.times)
        ended = try object.isNull("ended") ? nil : object.number("ended", in: Self.times)
        seconds = try object.number("seconds", in: Self.times)
        provenance = try object.value("provenance")
        repeats = try object.isNull("repeats") ? nil : RunID(object.string("repeats")).orThrow("repeats")
        guard case .array(let values) = try object.value("stages"), values.count <= Self.maximumStages
        else { throw RecordProblem.field("stages") }
        stages = try values.map { try Stage(ObjectReader($0)) }
        guard Set(stages.map(\.name)).count == stages.count else { throw RecordProblem.field("stages") }
    }
}

extension RunRecord.Stage {
    var json: JSONValue {
        .object([
            "name": .string(name), "kind": .string(kind), "revision": .integer(Int64(revision)),
            "status": .string(status.rawValue), "key": key.map { .string($0.hexadecimal) } ?? .null,
            "configuration": configuration, "neutral": .array(neutral.sorted().map { .string($0) }),
            "declared": .array(declared.map { .string($0) }),
            "inputs": inputs.map { .object($0.mapValues(\.json)) } ?? .null,
            "outputs": .object(outputs.mapValues(\.json)), "seconds": .number(seconds),
            "error": error.map { .string($0) } ?? .null, "reasons": .array(reasons.map { .string($0) }),
            "needs": skippedBecause.map { .string($0) } ?? .null,
        ])
    }

    init(_ object: ObjectReader) throws {
        guard let status = Status(rawValue: try object.string("status")) else {
            throw RecordProblem.field("status")
        }
        self.status = status
        name = try object.component("name")
        kind = try object.string("kind")
        revision = try Int(exactly: object.integer("revision")).orThrow("revision")
        key = try object.isNull("key") ? nil : object.digest("key")
        configuration = try object.value("configuration")
        neutral = Set(try object.strings("neutral"))
        declared = try object.strings("declared").sorted()
        inputs =
            try object.isNull("inputs")
            ? nil : object.object("inputs").fields.mapValues { try StageDescription.Input($0) }
        outputs = try object.object("outputs").fields.mapValues { try OutputReference($0) }
        for name in outputs.keys where !Paths.isComponent(name) { throw RecordProblem.path(name) }
        seconds = try object.number("seconds", in: 0...1e12)
        error = try object.isNull("error") ? nil : object.string("error")
        reasons = try object.strings("reasons")
        skippedBecause = try object.isNull("needs") ? nil : object.string("needs")
    }
}

extension ObjectReader {
    func isNull(_ name: String) throws -> Bool { try value(name).isNull }

    /// Text that can be one file name.
    fileprivate func component(_ name: String) throws -> String {
        let text = try string(name)
        guard Paths.isComponent(text) else { throw RecordProblem.path(text) }
        return text
    }

    fileprivate func number(_ name: String, in range: ClosedRange<Double>) throws -> Double {
        let number = try number(name)
        guard range.contains(number) else { throw RecordProblem.field(name) }
        return number
    }
}

extension Optional {
    fileprivate func orThrow(_ field: String) throws -> Wrapped {
        guard let self else { throw RecordProblem.field(field) }
        return self
    }
}
