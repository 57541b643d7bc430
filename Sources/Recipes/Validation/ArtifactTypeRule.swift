/// An output is of a type that the parameter takes.
enum ArtifactTypeRule {
    static func problem(
        _ item: StageOutputs.Item, parameter: String, expected: [String]
    ) -> RecipeProblem? {
        if expected.isEmpty || expected.contains(item.output.type) { return nil }
        return .artifactTypeMismatch(
            parameter: parameter, expected: expected, stage: item.stage, output: item.output.name,
            type: item.output.type)
    }
}
