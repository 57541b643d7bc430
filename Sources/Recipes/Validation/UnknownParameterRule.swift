/// Everything under `with` is a parameter of the kind.
enum UnknownParameterRule: StageRule {
    static func check(_ stage: ResolvedStage, _ problems: inout DiagnosticCollector) {
        for argument in stage.arguments where stage.kind.parameter(argument.name) == nil {
            let suggestion = NearName.closest(to: argument.name, among: stage.kind.parameters.map(\.name))
            problems.add(
                .unknownParameter(argument.name, kind: stage.kind.name, suggestion: suggestion),
                at: argument.nameRange)
        }
    }
}
