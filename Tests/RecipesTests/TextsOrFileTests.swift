import Testing
import Values

@testable import Recipes

/// A parameter that takes texts, a file of the project or a stage's output.
@Suite struct TextsOrFileTests {
    private static let type = ParameterType.textsOrFile(types: ["prompts"])
    private static let catalogue = StageCatalogue([
        StageKindDescription(
            name: "choose", summary: "Chooses.",
            parameters: [ParameterDescription("from", type, help: "What.")],
            outputs: [
                OutputDescription("prompts", type: "prompts", summary: "Some."),
                OutputDescription("rest", type: "leftovers", summary: "Others."),
            ], primaryOutput: "prompts")
    ])

    private func load(
        _ project: TemporaryProject, _ from: String, list: Bool = true
    ) throws -> Result<Recipe, RecipeProblems> {
        let first = #""a": {"uses": "choose", "with": {"from": "list.txt"}}, "#
        let text = recipe(
            (list ? first : "") + #""b": {"uses": "choose", "with": {"from": \#(from)}}"#
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

    @Test func textsStandForThemselves() throws {
        let stages = try load(TemporaryProject(), #"["a cat", "a dog"]"#, list: false).get().stages
        #expect(stages[0].configuration == ["from": ["a cat", "a dog"]])
        #expect(stages[0].inputs.isEmpty)
    }

    @Test func textsAreChecked() throws {
        #expect(try problems("[]").count == 1)
        #expect(try problems(#"["a", 7]"#).count == 1)
    }

    @Test func othersAreNot() throws {
        let accepted = #"an output of type prompts, such as "${stages.NAME}""#
        #expect(
            try problems("7") == [
                #""from" must be a list of texts, the path of a file, or \#(accepted), not 7"#
            ])
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
                "anyOf": [
                    ["type": "string", "minLength": 1],
                    [
                        "type": "array", "minItems": 1, "maxItems": 1000,
                        "items": [
                            "anyOf": [
                                ["$ref": "#/$defs/text"], ["type": "string", "maxLength": 10000],
                            ]
                        ],
                    ],
                ], "description": "What.",
            ])
    }
}
