import ArgumentParser
import Recipes
import Stages

/// Which recipe, with what changed in it.
struct RecipeOptions: ParsableArguments {
    @Argument(
        help: "The recipe: a .json, .yaml or .yml file.",
        completion: .file(extensions: ["json", "yaml", "yml"]))
    var recipe: String

    @Option(
        name: .customLong("set"), parsing: .singleValue,
        help: ArgumentHelp(
            "Override a value, such as params.seed=8 or stages.search.with.budget=\"80 GMAC\"; may be repeated.",
            valueName: "path=value"))
    var overrides: [String] = []

    /// - Throws: `CommandFailure` with all that is wrong with the recipe.
    func load(_ registry: StageRegistry) throws -> Recipe {
        switch check(registry) {
        case .success(let recipe): recipe
        case .failure(let problems): throw CommandFailure.problems(problems)
        }
    }

    func check(_ registry: StageRegistry) -> Result<Recipe, RecipeProblems> {
        RecipeLoader.load(
            path: recipe, catalogue: registry.catalogue, overrides: overrides, hub: .local, bases: .local)
    }
}
