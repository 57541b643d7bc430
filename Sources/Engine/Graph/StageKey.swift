import Foundation
import Values

/// Makes the key of a stage: the SHA-256 of all that its result depends on, and of nothing else.
enum StageKey {
    /// Raised when the meaning of keys changes.
    static let format: Int64 = 1

    static func make(_ description: StageDescription) -> Digest {
        Digest(of: JSONValue.object(parts(description, without: description.neutral)).canonicalData)
    }

    /// What all runs share that differ in nothing but extendable parameters.
    static func family(_ description: StageDescription, extendable: Set<String>) -> Digest {
        var parts = parts(description, without: description.neutral.union(extendable))
        parts["extendable"] = .array(extendable.sorted().map { .string($0) })
        return Digest(of: JSONValue.object(parts).canonicalData)
    }

    private static func parts(_ description: StageDescription, without names: Set<String>) -> [String:
        JSONValue]
    {
        [
            "format": .integer(format),
            "kind": .string(description.kind),
            "revision": .integer(Int64(description.revision)),
            "configuration": withoutNeutral(description.configuration, names),
            "inputs": .object(description.inputs.mapValues { $0.content.keyValue }),
            "outputs": .array(description.outputs.map { .string($0) }),
        ]
    }

    /// The configuration without its neutral parameters.
    static func withoutNeutral(_ configuration: JSONValue, _ neutral: Set<String>) -> JSONValue {
        neutral.sorted().reduce(configuration) { removing($1, from: $0) }
    }

    private static func removing(_ path: String, from value: JSONValue) -> JSONValue {
        guard case .object(var fields) = value else { return value }
        if fields.removeValue(forKey: path) != nil { return .object(fields) }
        guard let dot = path.firstIndex(of: ".") else { return value }
        let head = String(path[..<dot])
        guard let inner = fields[head] else { return value }
        fields[head] = removing(String(path[path.index(after: dot)...]), from: inner)
        return .object(fields)
    }
}
