import Values

/// The JSON Schema (draft 2020-12) of recipes, for editors. It follows from the catalogue.
public enum RecipeSchema {
    /// Order in which a person expects the keys; for `JSONValue.prettyText`.
    public static let keyOrder = [
        "$schema", "$id", "title", "description", "type", "const", "enum", "default", "required",
        "properties",
    ]

    /// A schema that completes and checks recipes of these kinds.
    public static func make(_ catalogue: StageCatalogue) -> JSONValue {
        var definitions: [String: JSONValue] = ["lookup": lookup, "stage": stage(catalogue)]
        for kind in catalogue.kinds { definitions["with-\(kind.name)"] = arguments(kind) }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Tweed recipe",
            "type": "object",
            "required": ["tweed", "stages"],
            "additionalProperties": false,
            "properties": [
                "$schema": ["type": "string"],
                "tweed": ["const": 1, "description": "Version of the rules by which the recipe is written."],
                "name": [
                    "type": "string", "pattern": .string(namePattern),
                    "description": "Names the folder of results; the file's name unless given.",
                ],
                "description": ["type": "string"],
                "extends": [
                    "type": "string",
                    "description": "A recipe that this one changes: objects are merged, null removes.",
                ],
                "params": [
                    "type": "object", "propertyNames": ["pattern": .string(namePattern)],
                    "description": "Values for ${params.NAME}.",
                ],
                "stages": [
                    "type": "object", "minProperties": 1, "propertyNames": ["pattern": .string(namePattern)],
                    "additionalProperties": ["$ref": "#/$defs/stage"],
                ],
            ],
            "$defs": .object(definitions),
        ]
    }

    private static let namePattern = "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"

    private static let lookup: JSONValue = [
        "type": "string", "pattern": #"^\$\{.+\}$"#,
        "description": "A look-up, such as ${params.NAME}, ${stages.NAME} or ${matrix.AXIS}.",
    ]

    private static func stage(_ catalogue: StageCatalogue) -> JSONValue {
        let kinds = catalogue.kinds.map { kind -> JSONValue in
            ["const": .string(kind.name), "description": .string(kind.summary)]
        }
        let branches = catalogue.kinds.map { kind -> JSONValue in
            let isRequired = kind.parameters.contains(where: \.isRequired)
            return [
                "if": ["properties": ["uses": ["const": .string(kind.name)]], "required": ["uses"]],
                "then": [
                    "properties": ["with": ["$ref": .string("#/$defs/with-\(kind.name)")]],
                    "required": isRequired ? ["uses", "with"] : ["uses"],
                ],
            ]
        }
        return [
            "type": "object",
            "required": ["uses"],
            "additionalProperties": false,
            "properties": [
                "uses": ["oneOf": .array(kinds)],
                "with": ["type": "object"],
                "needs": [
                    "anyOf": [["type": "string"], ["type": "array", "items": ["type": "string"]]],
                    "description": "Stages that come before without handing anything over.",
                ],
                "matrix": [
                    "anyOf": [
                        ["$ref": "#/$defs/lookup"],
                        [
                            "type": "object", "minProperties": 1,
                            "additionalProperties": [
                                "anyOf": [
                                    ["$ref": "#/$defs/lookup"],
                                    ["type": "array", "minItems": 1, "uniqueItems": true],
                                ]
                            ],
                        ],
                    ],
                    "description": "Makes one stage for each combination of values.",
                ],
                "description": ["type": "string"],
            ],
            "allOf": .array(branches),
        ]
    }

    private static func arguments(_ kind: StageKindDescription) -> JSONValue {
        var properties: [String: JSONValue] = [:]
        for parameter in kind.parameters {
            var schema = parameter.type.schema
            let unit = parameter.unit.map { " (\($0))" } ?? ""
            schema["description"] = .string(parameter.help + unit)
            schema["default"] = parameter.defaultValue
            properties[parameter.name] = schema
        }
        let required = kind.parameters.filter(\.isRequired).map { JSONValue.string($0.name) }
        return [
            "type": "object",
            "description": .string(kind.summary),
            "additionalProperties": false,
            "properties": .object(properties),
            "required": .array(required),
        ]
    }
}
