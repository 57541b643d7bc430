/// A rule about one stage whose arguments have been looked up.
protocol StageRule {
    static func check(_ stage: ResolvedStage, _ problems: inout DiagnosticCollector)
}

enum StageRules {
    static var all: [any StageRule.Type] { [UnknownParameterRule.self, MissingParameterRule.self] }
}
