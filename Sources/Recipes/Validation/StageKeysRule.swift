import Values

/// A stage has known keys, each of its shape.
enum StageKeysRule: DocumentRule {
    static let keys = ["uses", "with", "needs", "matrix", "description"]

    static func check(_ document: RecipeDocument, _ problems: inout DiagnosticCollector) {
        for stage in document.stages {
            for member in stage.object.members where !keys.contains(member.key) {
                let suggestion = NearName.closest(to: member.key, among: keys)
                problems.add(
                    .unknownKey(member.key, in: "stage \"\(stage.name)\"", suggestion: suggestion),
                    at: member.keyRange)
            }
            if let node = stage.object["with"], node.objectValue == nil {
                problems.add(.notAnObject(what: "\"with\"", found: node.words), at: node.range)
            }
            if let node = stage.object["description"], node.stringValue == nil {
                problems.add(
                    .wrongShape(key: "description", expected: "a string", found: node.words), at: node.range)
            }
        }
    }
}
