import Values

/// How far a stage is.
public struct ProgressReport: Equatable, Sendable {
    public var completed: Int
    public var total: Int
    /// What is counted, such as `steps`.
    public var unit: String
    public var message: String?
    /// Values worth watching, such as `loss`.
    public var metrics: [String: Double]

    public init(
        completed: Int, total: Int, unit: String, message: String? = nil, metrics: [String: Double] = [:]
    ) {
        self.completed = completed
        self.total = total
        self.unit = unit
        self.message = message
        self.metrics = metrics
    }

    var json: JSONValue {
        .object([
            "completed": .integer(Int64(completed)), "total": .integer(Int64(total)), "unit": .string(unit),
            "message": message.map { .string($0) } ?? .null,
            "metrics": .object(metrics.filter { $0.value.isFinite }.mapValues { .number($0) }),
        ])
    }

    init(_ object: ObjectReader) throws {
        completed = try object.count("completed")
        total = try object.count("total")
        unit = try object.string("unit")
        message = try? object.string("message")
        let values = try object.object("metrics")
        metrics = [:]
        for name in values.fields.keys { metrics[name] = try values.number(name) }
    }
}
