/// A rule about the shape of a recipe, checked before anything is looked up.
protocol DocumentRule {
    static func check(_ document: RecipeDocument, _ problems: inout DiagnosticCollector)
}

enum DocumentRules {
    static var all: [any DocumentRule.Type] {
        [
            TopLevelKeysRule.self, VersionRule.self, RecipeNameRule.self, ParamsRule.self, StagesRule.self,
            StageNamesRule.self, StageKeysRule.self, StageKindRule.self,
        ]
    }
}
