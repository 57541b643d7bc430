import Recipes

/// Ends a command: with this text on standard error, as it stands, and this exit code.
struct CommandFailure: Error {
    var status: ExitStatus
    /// Whole lines; empty where everything has been said.
    var text: String

    /// All problems of a recipe, as compilers show them.
    static func problems(_ problems: RecipeProblems) -> CommandFailure {
        let count = QuantityText.count(problems.diagnostics.count, "problem")
        let rendered = problems.rendered(colour: StandardStream.error.hasColour)
        return CommandFailure(status: .badInput, text: rendered + "\n\(count)\n")
    }

    /// An error without a place in a recipe.
    static func failed(_ error: any Error, status: ExitStatus = .failed) -> CommandFailure {
        CommandFailure(
            status: status, text: "error: " + TerminalText.harmless("\(error)", keepsLines: true) + "\n")
    }
}
