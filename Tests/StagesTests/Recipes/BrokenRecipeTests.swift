import Foundation
import Recipes
import Testing

@testable import Stages

/// The recipes in `Tests/Fixtures/recipes`, each broken one with one mistake. `Tools/check-schema.py` holds the
/// JSON Schema to the same files.
@Suite struct BrokenRecipeTests {
    private static let folder =
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path + "/Fixtures/recipes/"

    private static let catalogue = StageRegistry(StageKinds.all).catalogue

    /// What a schema sees, with a part of the message.
    private static let broken = [
        "budget-negative": "must be a budget",
        "budget-of-nothing": "must be a budget",
        "budget-without-unit": "must be a budget",
        "choice-unknown": #"did you mean "best-of-n"?"#,
        "description-as-list": #""description" must be a string"#,
        "empty-stages": "the recipe has no stages",
        "extends-as-number": #""extends" must be the path of a recipe"#,
        "extends-with-unknown-key": #"unknown key "stags" in the recipe; did you mean "stages"?"#,
        "extends-with-unknown-parameter": #"train-reward has no parameter "stpes""#,
        "file-as-empty-text": #""prompts" is an empty path"#,
        "file-as-number": #""prompts" must be a list of texts, the path of a file"#,
        "integer-as-null": #""steps" must be an integer"#,
        "integer-as-text": #""steps" must be an integer"#,
        "integer-beyond-64-bits": #""seed" must be an integer"#,
        "integer-too-large": #""batch" must be an integer from 1 to 4096, not 4097"#,
        "integer-too-small": #""steps" must be an integer from 1 to 10000000, not 0"#,
        "integer-with-fraction": #""steps" must be an integer"#,
        "list-as-scalar": #""budgets" must be a list"#,
        "list-empty": #""budgets" must have"#,
        "list-with-wrong-item": #""at[1]" must be an integer"#,
        "matrix-as-list": #""matrix" must be an object"#,
        "matrix-axis-as-number": #""a" must be a list of values"#,
        "matrix-axis-empty": "a matrix needs at least one axis",
        "matrix-axis-with-bad-name": #""a.b" is no name for a matrix axis"#,
        "matrix-empty": "a matrix needs at least one axis",
        "matrix-value-as-list": #"a value of matrix axis "a" is a list"#,
        "matrix-value-twice": "has the value 1 twice",
        "matrix-value-with-slash": #"a value of matrix axis "a" is"#,
        "matrix-with-many-axes": "the matrix has 17 axes; at most 16 are allowed",
        "missing-parameter": #"tweedie-dataset needs the parameter "reward""#,
        "missing-with": #"load-weights needs the parameter "from""#,
        "name-as-number": #""name" must be a string"#,
        "name-too-long": "is no name for a recipe",
        "name-with-newline": "is no name for a recipe",
        "name-with-slash": #""a/b" is no name for a recipe"#,
        "needs-as-number": #""needs" must be a list of stage names"#,
        "needs-with-number": #""needs" must be a list of stage names"#,
        "no-stages": #"needs the key "stages""#,
        "no-version": #"a recipe needs the key "tweed""#,
        "number-out-of-range": #""learning_rate" must be a number above 0"#,
        "param-with-bad-name": #""a b" is no name for a parameter"#,
        "params-as-list": #""params" must be an object"#,
        "recipe-as-list": "a recipe must be an object, not a list",
        "reference-as-name": #""generator" must be an output of type"#,
        "reference-to-param": #""generator" must be an output of type"#,
        "stage-as-text": "a stage must be an object",
        "stage-with-bad-name": #""../x" is no name for a stage"#,
        "stage-with-empty-name": #""" is no name for a stage"#,
        "stage-without-uses": #"needs the key "uses""#,
        "stages-as-list": #""stages" must be an object"#,
        "text-too-long": #""title" must be a string of at most 200 characters"#,
        "unknown-key": #"unknown key "parms" in the recipe; did you mean "params"?"#,
        "unknown-parameter": #"train-reward has no parameter "stpes"; did you mean "steps"?"#,
        "unknown-stage-key": #"unknown key "whit" in stage "x""#,
        "unknown-uses": #"unknown stage kind "train-narv"; did you mean "train-narf"?"#,
        "uses-as-number": #""uses" must be the name of a stage kind"#,
        "version-as-text": "asks for version",
        "with-as-list": #""with" must be an object"#,
        "wrong-version": "asks for version 2",
    ]

    /// What shows only when names are looked up, with a part of the message.
    private static let unseen = [
        "absolute-path": #"is the absolute path "/etc/passwd""#,
        "artifact-type": #"output "reward" of stage "r" is of type reward"#,
        "circle": "stages wait for each other in a circle: a -> b -> a",
        "circle-of-params": "params refer to each other in a circle",
        "extends-a-folder": #""extends" must be a file"#,
        "extends-itself": "recipes extend each other in a circle",
        "extends-nothing": #""extends": there is no "nothing.json""#,
        "folder-for-file": #""prompts" must be a file"#,
        "matrix-needs-selector": #"stage "m" is a matrix; choose one"#,
        "matrix-no-such-value": #"stage "m" has no a=3"#,
        "matrix-outside": "has a meaning only in a stage that has a matrix",
        "matrix-too-large": "the matrix makes 400 stages",
        "matrix-unknown-axis": #"the matrix has no axis "sed"; did you mean "seed"?"#,
        "matrix-values-of-one-text": "has the value 1 twice",
        "matrix-with-long-names": "the matrix makes a stage named",
        "missing-file": #"there is no "prompt.txt"; did you mean "prompts.txt"?"#,
        "names-that-differ-in-case": #""G" and "g" differ only in upper and lower case"#,
        "param-of-wrong-type": #""steps" must be an integer"#,
        "path-that-leads-out": "lies outside of the project folder",
        "path-with-nul": #""prompts": there is no"#,
        "text-too-long-after-look-up": #""title" must be a string of at most 200 characters"#,
        "unclosed-look-up": "is not closed",
        "unknown-need": #"unknown stage "y""#,
        "unknown-output": #"stage "g" has no output "reward""#,
        "unknown-param": #"unknown parameter "steps" in params"#,
        "unknown-root": "recipes have no environment variables",
        "unknown-stage": #"unknown stage "gg""#,
    ]

    private static func names(in folder: String) throws -> Set<String> {
        let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder + folder)
        return Set(files.filter { !$0.hasSuffix(".txt") })
    }

    private func messages(_ path: String) -> [String] {
        switch RecipeLoader.load(path: Self.folder + path, catalogue: Self.catalogue) {
        case .success: return []
        case .failure(let problems):
            #expect(problems.diagnostics.allSatisfy { $0.range != nil })
            return problems.diagnostics.map(\.problem.message)
        }
    }

    @Test func everyFileIsExpected() throws {
        #expect(try Self.names(in: "broken") == Set(Self.broken.keys.map { $0 + ".json" }))
        #expect(try Self.names(in: "unseen") == Set(Self.unseen.keys.map { $0 + ".json" }))
    }

    @Test(arguments: broken) func whatASchemaSeesIsRefused(name: String, message: String) {
        let messages = messages("broken/\(name).json")
        #expect(messages.contains { $0.contains(message) }, "\(messages)")
    }

    @Test(arguments: unseen) func whatNoSchemaSeesIsRefused(name: String, message: String) {
        let messages = messages("unseen/\(name).json")
        #expect(messages.contains { $0.contains(message) }, "\(messages)")
    }

    @Test func rightOnesLoad() throws {
        let names = try Self.names(in: "valid")
        #expect(names.count >= 6)
        for name in names.sorted() { #expect(messages("valid/" + name) == [], "\(name)") }
    }
}
