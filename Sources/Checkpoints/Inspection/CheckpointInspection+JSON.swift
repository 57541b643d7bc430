import Tensors
import Values

extension CheckpointInspection {
    /// The same for a program: everything, with every tensor.
    public var json: JSONValue {
        .object([
            "path": .string(path),
            "pipeline": pipeline.map { .string($0) } ?? .null,
            "parameters": .integer(Int64(parameters)),
            "bytes": .integer(Int64(byteCount)),
            "parts": .array(parts.map(\.json)),
        ])
    }
}

extension CheckpointPart {
    fileprivate var json: JSONValue {
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        func number(_ value: Int) -> JSONValue { .integer(Int64(value)) }
        func texts(_ values: [String: String]) -> JSONValue { .object(values.mapValues { .string($0) }) }
        return .object([
            "name": .string(name),
            "class": text(className),
            "library": text(library),
            "format": text(format?.rawValue),
            "files": .array(files.map { .string($0) }),
            "parameters": number(parameters),
            "bytes": number(byteCount),
            "types": .array(
                types.map {
                    .object([
                        "type": .string($0.type.rawValue), "tensors": number($0.tensors),
                        "elements": number($0.elements), "bytes": number($0.bytes),
                    ])
                }),
            "tensors": .array(
                tensors.map {
                    .object([
                        "name": .string($0.name), "type": .string($0.type.rawValue),
                        "shape": .array($0.shape.map(number)), "bytes": number($0.bytes),
                    ])
                }),
            "metadata": texts(metadata),
            "dictionary": .string(dictionary),
            "beside": texts(others),
            "adapter": adapter.map { adapter in
                .object([
                    "layout": .string(adapter.layout.rawValue), "ranks": .array(adapter.ranks.map(number)),
                    "scales": .array(adapter.scales.map { .number($0) }),
                    "layers": .array(adapter.layers.map { .string($0) }),
                    "models": .array(adapter.components.map { .string($0) }),
                ])
            } ?? .null,
            "nonFinite": nonFinite.map { .object($0.mapValues(number)) } ?? .null,
            "problem": text(problem),
        ])
    }
}
