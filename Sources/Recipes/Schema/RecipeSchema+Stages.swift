import Values

extension RecipeSchema {
    /// A stage with all that belongs to it.
    static func stage(_ catalogue: StageCatalogue) -> JSONValue {
        let branches = catalogue.kinds.map { kind -> JSONValue in
            let isRequired = kind.parameters.contains(where: \.isRequired)
            return branch(
                kind,
                then: [
                    "properties": ["with": ["$ref": .string("#/$defs/with-\(kind.name)")]],
                    "required": isRequired ? ["uses", "with"] : ["uses"],
                ])
        }
        return [
            "type": "object",
            "required": ["uses"],
            "additionalProperties": false,
            "properties": [
                "uses": uses(catalogue), "with": ["type": "object"], "needs": needs, "matrix": matrix,
                "description": ["type": "string"],
            ],
            "allOf": .array(branches),
        ]
    }

    /// A stage of a recipe that extends another: what it does not say stands there, and null removes.
    static func changedStage(_ catalogue: StageCatalogue) -> JSONValue {
        let branches = catalogue.kinds.map { kind -> JSONValue in
            let names = kind.parameters.map { JSONValue.string($0.name) }
            return branch(kind, then: ["properties": ["with": ["propertyNames": ["enum": .array(names)]]]])
        }
        return [
            "type": ["object", "null"],
            "additionalProperties": false,
            "properties": [
                "uses": uses(catalogue), "with": ["type": ["object", "null"]],
                "needs": ["anyOf": [needs, ["type": "null"]]],
                // Axes may be changed and removed one by one.
                "matrix": ["type": ["object", "string", "null"]],
                "description": ["type": ["string", "null"]],
            ],
            "allOf": .array(branches),
        ]
    }

    private static func branch(_ kind: StageKindDescription, then consequence: JSONValue) -> JSONValue {
        [
            "if": ["properties": ["uses": ["const": .string(kind.name)]], "required": ["uses"]],
            "then": consequence,
        ]
    }

    private static func uses(_ catalogue: StageCatalogue) -> JSONValue {
        [
            "oneOf": .array(
                catalogue.kinds.map { ["const": .string($0.name), "description": .string($0.summary)] })
        ]
    }

    /// A stage, or one of a matrix: `hyper[rank=16]`.
    private static let stageName: JSONValue = [
        "type": "string", "pattern": #"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}(\[[^\[\]]+\])?$"#,
    ]

    private static let needs: JSONValue = [
        "anyOf": [stageName, ["type": "array", "items": stageName]],
        "description": "Stages that come before without handing anything over.",
    ]

    private static let matrix: JSONValue = [
        "anyOf": [
            ["$ref": "#/$defs/lookup"],
            [
                "type": "object", "minProperties": 1,
                "maxProperties": .integer(Int64(MatrixExpansion.maximumAxes)),
                "propertyNames": ["pattern": .string(namePattern)],
                "additionalProperties": [
                    "anyOf": [
                        ["$ref": "#/$defs/lookup"],
                        [
                            "type": "array", "minItems": 1,
                            "maxItems": .integer(Int64(MatrixExpansion.maximumInstances)),
                            "uniqueItems": true,
                            "items": [
                                "anyOf": [
                                    ["type": ["number", "boolean"]],
                                    ["type": "string", "pattern": "^[A-Za-z0-9._+-]{1,64}$"],
                                    ["$ref": "#/$defs/text"],
                                ]
                            ],
                        ],
                    ]
                ],
            ],
        ],
        "description": "Makes one stage for each combination of values.",
    ]
}
