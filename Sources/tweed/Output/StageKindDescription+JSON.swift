import Recipes
import Values

extension StageKindDescription {
    /// The reference of the kind for scripts.
    var json: JSONValue {
        [
            "name": .string(name), "summary": .string(summary), "revision": .integer(Int64(revision)),
            "parameters": .array(parameters.map(\.json)),
            "outputs": .array(
                outputs.map {
                    ["name": .string($0.name), "type": .string($0.type), "summary": .string($0.summary)]
                }),
            "primary_output": primaryOutput.map { .string($0) } ?? .null,
        ]
    }
}

extension ParameterDescription {
    var json: JSONValue {
        var fields: [String: JSONValue] = [
            "name": .string(name), "type": .string(type.expectation), "required": .bool(isRequired),
            "role": .string(role.rawValue), "help": .string(help),
        ]
        fields["unit"] = unit.map { .string($0) }
        fields["default"] = defaultValue
        return .object(fields)
    }
}
