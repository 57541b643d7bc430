import Values

extension ParameterType {
    /// The JSON Schema of what is accepted; a look-up may stand for anything.
    var schema: JSONValue {
        switch self {
        case .artifact: ["$ref": "#/$defs/lookup"]
        case .file, .folder: ["type": "string", "minLength": 1]
        case .list(let element, _) where element.isArtifact:
            ["anyOf": [["$ref": "#/$defs/lookup"], plainSchema]]
        case .optional(let type): ["anyOf": [["$ref": "#/$defs/lookup"], type.plainSchema, ["type": "null"]]]
        default: ["anyOf": [["$ref": "#/$defs/lookup"], plainSchema]]
        }
    }

    private var plainSchema: JSONValue {
        switch self {
        case .boolean: return ["type": "boolean"]
        case .integer(let range):
            var schema: JSONValue = ["type": "integer"]
            if range.lowerBound != .min { schema["minimum"] = .integer(Int64(range.lowerBound)) }
            if range.upperBound != .max { schema["maximum"] = .integer(Int64(range.upperBound)) }
            return schema
        case .number(let range, let excludesLower, let excludesUpper):
            var schema: JSONValue = ["type": "number"]
            if range.lowerBound > -.greatestFiniteMagnitude {
                schema[excludesLower ? "exclusiveMinimum" : "minimum"] = .number(range.lowerBound)
            }
            if range.upperBound < .greatestFiniteMagnitude {
                schema[excludesUpper ? "exclusiveMaximum" : "maximum"] = .number(range.upperBound)
            }
            return schema
        case .string(let length): return ["type": "string", "maxLength": .integer(Int64(length))]
        case .choice(let names): return ["enum": .array(names.map { .string($0) })]
        case .file, .folder: return ["type": "string", "minLength": 1]
        case .list(let element, let count):
            var schema: JSONValue = ["type": "array", "items": element.schema]
            // A reference to a whole matrix is one item here and several when it is looked up.
            if count.lowerBound > 0, !element.isArtifact {
                schema["minItems"] = .integer(Int64(count.lowerBound))
            }
            if count.upperBound != .max { schema["maxItems"] = .integer(Int64(count.upperBound)) }
            return schema
        case .artifact: return ["$ref": "#/$defs/lookup"]
        case .macs:
            return [
                "anyOf": [
                    ["type": "string", "pattern": "^ *[0-9]+(\\.[0-9]+)? *([kMGTP]?MACs?)? *$"],
                    ["type": "number", "minimum": 1],
                ]
            ]
        case .optional(let type): return ["anyOf": [type.plainSchema, ["type": "null"]]]
        }
    }

    private var isArtifact: Bool {
        if case .artifact = self { true } else { false }
    }
}
