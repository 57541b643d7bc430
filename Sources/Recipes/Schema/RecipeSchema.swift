import Values

/// The JSON Schema (draft 2020-12) of recipes, for editors. It follows from the catalogue.
///
/// It refuses what can be seen without looking anything up. It accepts every recipe that the loader accepts.
public enum RecipeSchema {
    /// Order in which a person expects the keys; for `JSONValue.prettyText`.
    public static let keyOrder = [
        "$schema", "$id", "title", "description", "type", "const", "enum", "default", "required",
        "properties",
    ]

    /// A schema that completes and checks recipes of these kinds.
    public static func make(_ catalogue: StageCatalogue) -> JSONValue {
        var definitions: [String: JSONValue] = [
            "lookup": lookup, "text": text, "reference": reference, "stage": stage(catalogue),
            "changed-stage": changedStage(catalogue),
        ]
        for kind in catalogue.kinds { definitions["with-\(kind.name)"] = arguments(kind) }
        return [
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "Tweed recipe",
            "type": "object",
            "additionalProperties": false,
            "properties": [
                "$schema": ["type": ["string", "null"]],
                "tweed": ["const": 1, "description": "Version of the rules by which the recipe is written."],
                "name": [
                    "type": "string", "pattern": .string(namePattern),
                    "description": "Names the folder of results; the file's name unless given.",
                ],
                "description": ["type": ["string", "null"]],
                "extends": [
                    "type": "string", "minLength": 1,
                    "description": "A recipe that this one changes: objects are merged, null removes.",
                ],
                "params": [
                    "type": ["object", "null"], "propertyNames": ["pattern": .string(namePattern)],
                    "description": "Values for ${params.NAME}.",
                ],
                "stages": [
                    "type": ["object", "null"], "maxProperties": .integer(Int64(StagesRule.maximum)),
                    "propertyNames": [
                        "pattern": .string(namePattern), "not": ["pattern": .string(reservedPattern)],
                    ],
                ],
            ],
            "if": ["required": ["extends"]],
            // Only the whole of it can be judged, so a change is checked for shape and names.
            "then": [
                "properties": ["stages": ["additionalProperties": ["$ref": "#/$defs/changed-stage"]]]
            ],
            "else": [
                "required": ["tweed", "stages"],
                "properties": [
                    "$schema": ["type": "string"], "description": ["type": "string"],
                    "params": ["type": "object"],
                    "stages": [
                        "type": "object", "minProperties": 1,
                        "additionalProperties": ["$ref": "#/$defs/stage"],
                    ],
                ],
            ],
            "$defs": .object(definitions),
        ]
    }

    static let namePattern = "^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"

    /// Reserved names in upper and lower case, for which patterns of JSON Schema have no flag.
    private static let reservedPattern =
        "^("
        + StageNamesRule.reserved.keys.sorted().map { name in
            name.map { "[\($0.uppercased())\($0)]" }.joined()
        }.joined(separator: "|") + ")$"

    private static let lookup: JSONValue = [
        "type": "string", "pattern": #"^\$\{.+\}$"#,
        "description": "A look-up, such as ${params.NAME}, ${stages.NAME} or ${matrix.AXIS}.",
    ]

    private static let text: JSONValue = [
        "type": "string", "pattern": #"\$\{.+\}"#,
        "description": "A text with look-ups in it, such as run-${params.NAME}.",
    ]

    private static let reference: JSONValue = [
        "type": "string", "pattern": #"^\$\{ *stages\..+\}$"#,
        "description": "An output of a stage: ${stages.NAME} or ${stages.NAME.OUTPUT}.",
    ]

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
