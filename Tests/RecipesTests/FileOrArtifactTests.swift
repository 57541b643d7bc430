import Testing
import Values

@testable import Recipes

/// A parameter that takes a file of the project or a stage's output.
@Suite struct FileOrArtifactTests {
    private static let type = ParameterType.fileOrArtifact(types: ["prompts"])
    private static let catalogue = StageCatalogue([
        StageKindDescription(
            name: "choose", summary: "Chooses.",
            parameters: [ParameterDescription("from", type, help: "What.")],
            outputs: [
                OutputDescription("prompts", type: "prompts", summary: "Some."),
                OutputDescription("rest", type: "leftovers", summary: "Others."),
            ], primaryOutput: "prompts")
    ])

    private func load(_ project: TemporaryProject, _ from: String) throws -> Result<Recipe, RecipeProblems> {
        let text = recipe(
            #""a": {"uses": "choose", "with": {"from": "list.txt"}}, "b": {"uses": "choose", "with": {"from": \#(from)}}"#
        )
        let source = SourceText(name: project.folder + "/x.json", text: text)
        return RecipeLoader.load(source, catalogue: Self.catalogue)
    }

    private func problems(_ from: String) throws -> [String] {
        let project = try TemporaryProject()
        try project.write("list.txt")
        if case .failure(let problems) = try load(project, from) {
            return problems.diagnostics.map(\.problem.message)
        }
        return []
    }

    @Test func bothAreBound() throws {
        let project = try TemporaryProject()
        let path = try project.write("list.txt")
        let stages = try load(project, #""${stages.a}""#).get().stages
        #expect(stages[0].configuration == ["from": ["$file": "from"]])
        #expect(stages[0].inputs.map(\.source) == [.file(path)])
        #expect(stages[1].configuration == ["from": ["$input": "from"]])
        #expect(stages[1].inputs.map(\.source) == [.output(stage: "a", output: "prompts")])
    }

    @Test func othersAreNot() throws {
        let accepted = #"an output of type prompts, such as "${stages.NAME}""#
        #expect(
            try problems("7") == [#""from" must be the path of a file, or \#(accepted), not 7"#])
        #expect(
            try problems(#""${stages.a.rest}""#) == [
                #""from" must be \#(accepted); output "rest" of stage "a" is of type leftovers"#
            ])
        #expect(try problems(#""none.txt""#).count == 1)
        #expect(try problems(#""../list.txt""#).count == 1)
    }

    @Test func theSchemaTakesAnyText() {
        let schema = RecipeSchema.make(Self.catalogue)
        #expect(
            schema["$defs"]?["with-choose"]?["properties"]?["from"] == [
                "type": "string", "minLength": 1, "description": "What.",
            ])
    }
}
