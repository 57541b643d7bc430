import Values

/// A recipe is an object with known keys.
enum TopLevelKeysRule: DocumentRule {
    static let keys = ["$schema", "tweed", "name", "description", "extends", "params", "stages"]

    static func check(_ document: RecipeDocument, _ problems: inout DiagnosticCollector) {
        guard document.root.objectValue != nil else {
            problems.add(.notAnObject(what: "a recipe", found: document.root.words), at: document.root.range)
            return
        }
        for member in document.object.members where !keys.contains(member.key) {
            let suggestion = NearName.closest(to: member.key, among: keys)
            problems.add(
                .unknownKey(member.key, in: "the recipe", suggestion: suggestion), at: member.keyRange)
        }
        for key in ["$schema", "description"] {
            guard let node = document.object[key], node.stringValue == nil else { continue }
            problems.add(.wrongShape(key: key, expected: "a string", found: node.words), at: node.range)
        }
    }
}
