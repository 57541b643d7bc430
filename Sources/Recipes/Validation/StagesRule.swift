import Values

/// A recipe has stages, and not more than can be handled.
enum StagesRule: DocumentRule {
    /// Counted after matrices are expanded.
    static let maximum = 2000

    static func check(_ document: RecipeDocument, _ problems: inout DiagnosticCollector) {
        guard document.root.objectValue != nil else { return }
        guard let node = document.object["stages"] else {
            problems.add(.missingKey("stages", in: "a recipe"), at: document.opening)
            return
        }
        guard let stages = node.objectValue else {
            problems.add(.notAnObject(what: "\"stages\"", found: node.words), at: node.range)
            return
        }
        if stages.members.count > maximum {
            problems.add(.tooManyStages(maximum: maximum), at: document.object.member("stages")?.keyRange)
        }
        if stages.members.isEmpty { problems.add(.noStages, at: node.range) }
        for stage in document.stages where stage.node.objectValue == nil {
            problems.add(
                .notAnObject(what: "a stage", found: stage.node.words), at: stage.node.range)
        }
    }
}
