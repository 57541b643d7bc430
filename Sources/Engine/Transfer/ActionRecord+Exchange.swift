import Foundation
import Values

extension ActionRecord {
    /// A record of a larger size is refused.
    public static let maximumBytes = LocalActionCache.maximumBytes

    /// More than the parameters of any kind; each costs a walk through the configuration.
    private static let maximumNeutral = 1_024

    /// The record as one canonical JSON text, by which caches exchange it. Equal records have equal texts.
    public var data: Data { json.canonicalData }

    /// Reads a record, which may come from anyone.
    ///
    /// That its key is the key of its description is checked, so that a record cannot stand for something other than
    /// what it describes. Whether its outputs are what the stage would give, only computing could tell.
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
        guard description.neutral.count <= Self.maximumNeutral else { throw .field("neutral") }
        guard key == StageKey.make(description) else { throw .key }
        guard outputs.keys.sorted() == description.outputs.sorted() else { throw .field("outputs") }
    }
}
