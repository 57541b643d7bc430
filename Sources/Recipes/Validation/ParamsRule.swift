import Values

/// Params are an object whose names look-ups can spell.
enum ParamsRule: DocumentRule {
    static func check(_ document: RecipeDocument, _ problems: inout DiagnosticCollector) {
        guard let node = document.object["params"] else { return }
        guard let params = node.objectValue else {
            problems.add(.notAnObject(what: "\"params\"", found: node.words), at: node.range)
            return
        }
        for member in params.members where !StageNamesRule.isName(member.key) {
            problems.add(.badName(what: "a parameter", name: member.key), at: member.keyRange)
        }
    }
}
