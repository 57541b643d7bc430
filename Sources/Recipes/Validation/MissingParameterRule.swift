/// Every parameter without a default is given.
enum MissingParameterRule: StageRule {
    static func check(_ stage: ResolvedStage, _ problems: inout DiagnosticCollector) {
        let given = Set(stage.arguments.map(\.name))
        for parameter in stage.kind.parameters where parameter.isRequired && !given.contains(parameter.name) {
            problems.add(
                .missingParameter(
                    parameter.name, kind: stage.kind.name, expectation: parameter.type.expectation),
                at: stage.usesRange)
        }
    }
}
