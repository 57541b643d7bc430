/// Names of stages are fit for look-ups and for folders on any file system.
enum StageNamesRule: DocumentRule {
    /// Folders beside those of the stages, and what is in them.
    static let reserved = ["tensorboard": "training curves"]

    static func check(_ document: RecipeDocument, _ problems: inout DiagnosticCollector) {
        var earlier: [String: StageDeclaration] = [:]
        for stage in document.stages {
            if !isName(stage.name) {
                problems.add(.badName(what: "a stage", name: stage.name), at: stage.nameRange)
            }
            let folded = stage.name.lowercased()
            if let use = reserved[folded] {
                problems.add(.reservedStageName(stage.name, use: use), at: stage.nameRange)
            }
            if let other = earlier[folded] {
                problems.add(
                    .namesDifferOnlyInCase(stage.name, other.name), at: stage.nameRange,
                    notes: [.init(reason: .firstStandsHere, range: other.nameRange)])
            } else {
                earlier[folded] = stage
            }
        }
    }

    static func isName(_ text: String) -> Bool {
        guard let first = text.first, first != "-", first != "_", text.utf8.count <= 64 else { return false }
        return text.allSatisfy(isNameCharacter)
    }

    static func isNameCharacter(_ character: Character) -> Bool {
        character.isASCII
            && (character.isLetter || character.isNumber || character == "-" || character == "_")
    }
}
