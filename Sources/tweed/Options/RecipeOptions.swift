import ArgumentParser
import Hub
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

    func check(_ registry: StageRegistry, hub: ModelHub = .local) -> Result<Recipe, RecipeProblems> {
        RecipeLoader.load(
            path: recipe, catalogue: registry.catalogue, overrides: overrides, hub: hub, bases: .local)
    }

    /// The same, and fetches models of the hub that are all that is missing.
    /// - Throws: `CommandFailure` where one cannot be had.
    func check(_ registry: StageRegistry, fetcher: HubFetcher) throws -> Result<Recipe, RecipeProblems> {
        let checked = check(registry)
        guard case .failure(let problems) = checked, problems.areOfTheHub, !fetcher.environment.isOffline,
            case .success(let recipe) = check(registry, hub: HubFetcher.anticipated)
        else { return checked }
        try fetcher.fetch(HubFetcher.wishes(of: recipe))
        return check(registry)
    }
}

extension RecipeProblems {
    /// Whether models that are not in the local cache are all that is wrong.
    var areOfTheHub: Bool {
        diagnostics.allSatisfy { if case .notInHub = $0.problem { true } else { false } }
    }
}
