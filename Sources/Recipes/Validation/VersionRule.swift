import Values

/// `"tweed": 1` says by which rules the recipe is written.
enum VersionRule: DocumentRule {
    static func check(_ document: RecipeDocument, _ problems: inout DiagnosticCollector) {
        guard document.root.objectValue != nil else { return }
        guard let version = document.object["tweed"] else {
            problems.add(.missingKey("tweed", in: "a recipe"), at: document.opening)
            return
        }
        if version.value.integerValue != 1 {
            problems.add(.unsupportedVersion(found: version.words), at: version.range)
        }
    }
}
