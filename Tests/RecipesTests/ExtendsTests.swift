import Foundation
import Recipes
import Testing
import Values

@Suite struct ExtendsTests {
    private let base = """
        {"tweed": 1, "name": "base", "params": {"seed": 1, "deep": {"a": 1, "b": 2}},
         "stages": {
           "w": {"uses": "load-weights", "with": {"from": "weights"}},
           "d": {"uses": "tweedie-dataset", "with": {"generator": "${stages.w.generator}", "seed": "${params.seed}", "steps": 4}},
           "r": {"uses": "report"}}}
        """

    private func load(_ project: TemporaryProject, _ path: String) -> Result<Recipe, RecipeProblems> {
        RecipeLoader.load(path: project.folder + "/" + path, catalogue: testCatalogue)
    }

    private func rendered(_ project: TemporaryProject, _ path: String) -> String {
        guard case .failure(let problems) = load(project, path) else { return "" }
        return problems.rendered().replacing(project.folder, with: "PROJECT")
    }

    @Test func objectsAreMergedAndNullRemoves() throws {
        let project = try TemporaryProject()
        try project.write("bases/base.json", base)
        try project.write("bases/weights/x")
        try project.write(
            "recipes/x.yaml",
            """
            extends: ../bases/base.json
            params: {seed: 2, deep: {b: 3}}
            stages:
              r: null
              d: {with: {steps: null, threads: 3}}
              extra: {uses: report, with: {of: "${stages.d}"}}
            """)
        let recipe = try load(project, "recipes/x.yaml").get()
        #expect(recipe.name == "x")
        #expect(recipe.params == ["seed": 2, "deep": ["a": 1, "b": 3]])
        #expect(recipe.stages.map(\.name) == ["w", "d", "extra"])
        #expect(recipe.stage("d")?.configuration["seed"] == 2)
        #expect(recipe.stage("d")?.configuration["steps"] == 20)
        #expect(recipe.stage("d")?.configuration["threads"] == 3)
        // The path belongs to the file that spells it.
        #expect(recipe.stage("w")?.inputs.map(\.source) == [.folder(project.folder + "/bases/weights")])
    }

    @Test func mistakesAreShownInTheirOwnFile() throws {
        let project = try TemporaryProject()
        try project.write("base.json", base.replacing("\"steps\": 4", with: "\"steps\": 0"))
        try project.write("weights/x")
        try project.write("recipes/x.json", #"{"extends": "../base.json", "nme": 1}"#)
        #expect(
            rendered(project, "recipes/x.json") == """
                PROJECT/recipes/x.json:1:29: error: unknown key "nme" in the recipe; did you mean "name"?
                    1 | {"extends": "../base.json", "nme": 1}
                      |                             ^~~~~

                PROJECT/base.json:4:119: error: "steps" must be an integer from 1 to 1000, not 0
                    4 |    "d": {"uses": "tweedie-dataset", "with": {"generator": "${stages.w.generator}", "seed": "${params.seed}", "steps": 0}},
                      |                                                                                                                       ^

                """)
    }

    @Test func circlesAreRefused() throws {
        let project = try TemporaryProject()
        try project.write("a.json", #"{"extends": "b.json"}"#)
        try project.write("b.json", #"{"extends": "a.json"}"#)
        #expect(
            rendered(project, "a.json") == """
                PROJECT/b.json:1:13: error: recipes extend each other in a circle: a.json -> b.json -> a.json
                    1 | {"extends": "a.json"}
                      |             ^~~~~~~~

                """)
    }

    @Test func longChainsAreRefused() throws {
        let project = try TemporaryProject()
        for level in 0..<30 { try project.write("r\(level).json", "{\"extends\": \"r\(level + 1).json\"}") }
        try project.write("r30.json", base)
        #expect(rendered(project, "r0.json").contains("error: more than 16 recipes extend one another\n"))
    }

    @Test func basesAreCheckedLikeAnyPath() throws {
        let project = try TemporaryProject()
        try project.write("base.json", "{")
        for (written, message) in [
            (
                "\"/etc/passwd\"",
                "\"extends\" is the absolute path \"/etc/passwd\"; a path in a recipe is relative to the recipe's folder"
            ),
            ("\"../x.json\"", "\"extends\": \"../x.json\" lies outside of the project folder PROJECT"),
            ("\"bse.json\"", "\"extends\": there is no \"bse.json\"; did you mean \"base.json\"?"),
            ("\".tweed\"", "\"extends\" must be a file; \".tweed\" is not a regular file"),
            ("\"base.json\"", "this object is never closed; a \"}\" is missing"),
            ("3", "\"extends\" must be the path of a recipe, not 3"),
        ] {
            try project.write("x.json", "{\"extends\": \(written)}")
            #expect(rendered(project, "x.json").contains("error: \(message)\n"), "\(written)")
        }
    }
}
