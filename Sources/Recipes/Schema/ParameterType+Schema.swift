import Values

extension ParameterType {
    /// The JSON Schema of what is accepted; a look-up may stand for anything but an output of a stage.
    var schema: JSONValue {
        switch self {
        case .artifact: ["$ref": "#/$defs/reference"]
        case .file, .folder, .model, .textsOrFile: plainSchema
        case .optional(.artifact): ["anyOf": [["$ref": "#/$defs/lookup"], ["type": "null"]]]
        case .optional(let type): ["anyOf": [type.lookupSchema, type.plainSchema, ["type": "null"]]]
        default: ["anyOf": [lookupSchema, plainSchema]]
        }
    }

    /// What may be looked up: the whole, or for what is written as text also a part of it.
    private var lookupSchema: JSONValue {
        switch self {
        case .string, .choice, .macs, .budget: ["$ref": "#/$defs/text"]
        default: ["$ref": "#/$defs/lookup"]
        }
    }

    private var plainSchema: JSONValue {
        switch self {
        case .boolean: return ["type": "boolean"]
        case .integer(let range):
            return [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
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
        case .file, .folder, .model: return ["type": "string", "minLength": 1]
        case .textsOrFile:
            return ["anyOf": [["type": "string", "minLength": 1], Self.texts.plainSchema]]
        case .list(let element, let count):
            var schema: JSONValue = ["type": "array", "items": element.schema]
            // A reference to a whole matrix is one item here and several when it is looked up.
            let least = element.isArtifact ? min(count.lowerBound, 1) : count.lowerBound
            if least > 0 { schema["minItems"] = .integer(Int64(least)) }
            if count.upperBound != .max { schema["maxItems"] = .integer(Int64(count.upperBound)) }
            return schema
        case .artifact: return ["$ref": "#/$defs/reference"]
        case .macs:
            return [
                "anyOf": [
                    [
                        "type": "string",
                        "pattern": #"^ *(?=[0-9.]*[1-9])[0-9]+(\.[0-9]+)? *([kMGTP]?MACs?)? *$"#,
                    ],
                    ["type": "number", "minimum": 1, "maximum": 9_007_199_254_740_992],
                ]
            ]
        case .budget:
            return [
                "anyOf": [
                    [
                        "type": "string",
                        "pattern":
                            #"^ *(?=[0-9.]*[1-9])[0-9]+(\.[0-9]+)? *([kMGTP]?MACs?|s|seconds?|images?)? *$"#,
                    ],
                    ["type": "number", "minimum": 1, "maximum": 9_007_199_254_740_992],
                ]
            ]
        case .optional(let type): return ["anyOf": [type.plainSchema, ["type": "null"]]]
        }
    }

    private var isArtifact: Bool {
        if case .artifact = self { true } else { false }
    }
}
