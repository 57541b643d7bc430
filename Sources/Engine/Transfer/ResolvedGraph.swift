import Foundation
import Values

/// A recipe with everything filled in, as far as it is known: what its stages are to compute, from what, and which
/// results they gave. It says nothing of any run, so equal recipes with equal results have equal texts.
public struct ResolvedGraph: Equatable, Sendable {
    private static let format: Int64 = 1
    /// What only a run has, and what stands there instead.
    private static let partsOfRuns: [String: JSONValue] = [
        "status": "waiting", "seconds": 0, "error": .null, "reasons": [], "needs": .null,
    ]

    /// Of the recipe.
    public var name: String
    /// Of the recipe, an object.
    public var params: JSONValue
    /// In the order of the graph.
    public var stages: [RunRecord.Stage]

    public init(name: String, params: JSONValue, stages: [RunRecord.Stage]) {
        self.name = name
        self.params = params
        self.stages = stages
    }

    /// Canonical JSON.
    public var data: Data {
        let stages = stages.map { stage in
            JSONValue.object((stage.json.objectValue ?? [:]).filter { Self.partsOfRuns[$0.key] == nil })
        }
        let value: JSONValue = [
            "resolved": .integer(Self.format), "name": .string(name), "params": params,
            "stages": .array(stages),
        ]
        return value.canonicalData
    }

    /// Reads what may come from anyone.
    /// - Throws: `RecordProblem`: what is wrong with it first.
    public init(parsing data: Data) throws(RecordProblem) {
        guard data.count <= RunRecord.maximumBytes else { throw .size }
        do {
            try self.init(ObjectReader(parsing: data))
        } catch let problem as RecordProblem {
            throw problem
        } catch {
            throw .syntax
        }
    }

    private init(_ object: ObjectReader) throws {
        guard try object.integer("resolved") == Self.format else { throw RecordProblem.field("resolved") }
        name = try object.string("name")
        params = try object.value("params")
        guard case .array(let values) = try object.value("stages"), values.count <= RunRecord.maximumStages
        else { throw RecordProblem.field("stages") }
        stages = try values.map { value in
            guard case .object(let fields) = value else { throw RecordProblem.field("stages") }
            let whole = fields.merging(Self.partsOfRuns) { _, neutral in neutral }
            return try RunRecord.Stage(ObjectReader(.object(whole)))
        }
        guard Set(stages.map(\.name)).count == stages.count else { throw RecordProblem.field("stages") }
    }
}
