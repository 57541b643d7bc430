import Foundation
import Recipes
import Testing
import Values

@Suite struct LoadingTests {
    private let json = """
        {
          "$schema": "./recipe.schema.json",
          "tweed": 1,
          "name": "quickstart",
          "params": { "seed": 7, "steps": 20.0 },
          "stages": {
            "report": { "uses": "report", "with": { "of": ["${stages.dataset}", "${stages.narf}"] } },
            "weights": { "uses": "load-weights", "with": { "from": "../models/shapes" } },
            "dataset": { "uses": "tweedie-dataset",
                         "with": { "generator": "${stages.weights.generator}", "prompts": "prompts/train.txt",
                                   "steps": "${params.steps}", "seed": "${params.seed}", "threads": 2 } },
            "narf": { "uses": "train-narf",
                      "with": { "dataset": "${stages.dataset}", "reward": "${stages.weights.reward}" } },
            "search": { "uses": "search", "needs": ["report"],
                        "with": { "generator": "${stages.weights.generator}", "rewards": "${stages.narf}" } }
          }
        }
        """

    private let yaml = """
        tweed: 1
        name: quickstart
        params: {seed: 7, steps: 20}
        stages:
          report: {uses: report, with: {of: ["${stages.dataset}", "${stages.narf}"]}}
          weights:
            uses: load-weights
            with: {from: ../models/shapes}
          dataset:
            uses: tweedie-dataset
            with:
              generator: ${stages.weights.generator}
              prompts: prompts/train.txt
              steps: ${params.steps}
              seed: ${params.seed}
              threads: 2
          narf:
            uses: train-narf
            with: {dataset: "${stages.dataset}", reward: "${stages.weights.reward}"}
          search:
            uses: search
            needs: report
            with: {generator: "${stages.weights.generator}", rewards: "${stages.narf}"}
        """

    private func project() throws -> TemporaryProject {
        let project = try TemporaryProject()
        try project.write("models/shapes/weights.safetensors")
        try project.write("recipes/prompts/train.txt", "a red circle\n")
        return project
    }

    @Test func theWholeOfARecipe() throws {
        let project = try project()
        let path = try project.write("recipes/x.json", json)
        let recipe = try RecipeLoader.load(path: path, catalogue: testCatalogue).get()
        #expect(recipe.name == "quickstart")
        #expect(recipe.path == path)
        #expect(recipe.projectFolder == project.folder)
        #expect(recipe.params == ["seed": 7, "steps": 20.0])
        #expect(recipe.stages.map(\.name) == ["weights", "dataset", "narf", "report", "search"])
        let dataset = try #require(recipe.stage("dataset"))
        #expect(
            dataset.configuration == [
                "generator": ["$input": "generator"], "prompts": ["$file": "prompts"], "steps": 20, "seed": 7,
                "threads": 2,
            ])
        #expect(dataset.kind.revision == 2)
        #expect(dataset.neutral == ["threads"])
        #expect(
            dataset.inputs.map(\.source) == [
                .output(stage: "weights", output: "generator"),
                .file(project.folder + "/recipes/prompts/train.txt"),
            ])
        #expect(dataset.range.text == "\"dataset\"")
        #expect(recipe.stage("weights")?.inputs.map(\.source) == [.folder(project.folder + "/models/shapes")])
        let search = try #require(recipe.stage("search"))
        #expect(search.after == ["report"])
        #expect(
            search.configuration == [
                "generator": ["$input": "generator"], "rewards": [["$input": "rewards[0]"]],
                "strategy": "pruned", "budget": 40_000_000_000, "title": "",
            ])
        #expect(
            recipe.stage("narf")?.configuration.canonicalText
                == #"{"dataset":{"$input":"dataset"},"levels":[6,4],"rate":0.001,"reward":{"$input":"reward"},"shuffle":true}"#
        )
    }

    @Test func yamlSaysTheSame() throws {
        let project = try project()
        let first = try RecipeLoader.load(
            path: project.write("recipes/x.json", json), catalogue: testCatalogue
        ).get()
        let second = try RecipeLoader.load(
            path: project.write("recipes/x.yaml", yaml), catalogue: testCatalogue
        ).get()
        #expect(first.name == second.name)
        #expect(first.params.canonicalText == second.params.canonicalText)
        #expect(first.stages.map(\.name) == second.stages.map(\.name))
        #expect(first.stages.map(\.configuration) == second.stages.map(\.configuration))
        #expect(first.stages.map { $0.inputs.map(\.source) } == second.stages.map { $0.inputs.map(\.source) })
        #expect(first.stages.map(\.after) == second.stages.map(\.after))
    }

    @Test func aDefaultSpelledOutChangesNothing() throws {
        let stages =
            #""w": {"uses": "make-weights"}, "d": {"uses": "tweedie-dataset", "with": {"generator": "${stages.w.generator}"EXTRA}}"#
        let short = try loaded(recipe(stages.replacing("EXTRA", with: "")))
        let long = try loaded(recipe(stages.replacing("EXTRA", with: #", "steps": 20.0, "prompts": null"#)))
        #expect(
            short.stage("d")?.configuration.canonicalData == long.stage("d")?.configuration.canonicalData)
    }

    @Test func theFileNamesARecipeWithoutName() throws {
        #expect(try loaded(recipe(#""a": {"uses": "report"}"#), name: "recipes/sd 1.5.json").name == "sd-1-5")
    }

    @Test(arguments: [
        ("recipes/none.json", "there is no such file"), ("recipes", "this is not a regular file"),
        ("pipe.json", "this is not a regular file"),
        ("a.toml", "a recipe's name ends in .json, .yaml or .yml"),
        ("big.json", "the file has 20000000 bytes; at most 16777216 are read"),
    ])
    func filesThatCannotBeRead(path: String, message: String) throws {
        let project = try project()
        try project.write("a.toml", "x = 1")
        mkfifo(project.folder + "/pipe.json", 0o600)
        // A sparse file; reading it would be noticed.
        let big = try project.write("big.json")
        try #require(FileHandle(forWritingAtPath: big)).truncate(atOffset: 20_000_000)
        let full = project.folder + "/" + path
        let result = RecipeLoader.load(path: full, catalogue: testCatalogue)
        guard case .failure(let problems) = result else {
            Issue.record("the recipe was accepted")
            return
        }
        #expect(problems.rendered() == "\(full): error: \(message)\n")
    }
}
