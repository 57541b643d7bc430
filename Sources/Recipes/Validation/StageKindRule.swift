import Values

/// Every stage uses a kind that exists.
enum StageKindRule: DocumentRule {
    static func check(_ document: RecipeDocument, _ problems: inout DiagnosticCollector) {
        for stage in document.stages where stage.node.objectValue != nil {
            guard let uses = stage.object["uses"] else {
                problems.add(.missingKey("uses", in: "stage \"\(stage.name)\""), at: stage.nameRange)
                continue
            }
            guard let name = uses.stringValue else {
                problems.add(
                    .wrongShape(key: "uses", expected: "the name of a stage kind", found: uses.words),
                    at: uses.range)
                continue
            }
            if stage.kind == nil {
                let suggestion = document.catalogue.suggestion(for: name)
                problems.add(.unknownKind(name, suggestion: suggestion), at: uses.range)
            }
        }
    }
}
