import ArgumentParser
import Recipes
import Stages
import Values

/// `tweed validate`: all that is wrong with a recipe.
struct ValidateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check a recipe and report all problems at once.",
        discussion: """
            EXAMPLE:
              tweed validate recipes/quickstart.json

            EXIT CODES: 0 the recipe is valid; 2 it is not.
            """)

    @OptionGroup var recipe: RecipeOptions

    @Flag(help: "Check only that the file is well-formed JSON or YAML, not that it is a recipe.")
    var syntax = false

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let registry = StageRegistry(StageKinds.all)
        let result: Result<String, RecipeProblems> =
            syntax
            ? SyntaxCheck.check(path: recipe.recipe).map { "is well-formed" }
            : recipe.check(registry).map { "is valid: " + QuantityText.count($0.stages.count, "stage") }
        switch result {
        case .success(let verdict):
            if json {
                printJSON(["valid": true, "problems": []])
            } else {
                StandardStream.output.writeLine("\(recipe.recipe) \(verdict)")
            }
        case .failure(let problems):
            if json {
                printJSON(["valid": false, "problems": problems.json])
                throw CommandFailure(status: .badInput, text: "")
            }
            throw CommandFailure.problems(problems)
        }
    }

    private func printJSON(_ value: JSONValue) {
        StandardStream.output.write(value.canonicalText + "\n")
    }
}
