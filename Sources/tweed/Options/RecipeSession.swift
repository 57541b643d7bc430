import Engine
import Recipes
import Stages

/// A recipe and its runner, loaded for one command.
struct RecipeSession {
    let recipe: Recipe
    let runner: RecipeRunner

    var engine: Engine { runner.engine }

    /// - Parameter usesSharedCache: whether the command has a use for one; else naming one is refused.
    /// - Throws: `CommandFailure` with all that is wrong with the recipe.
    init(_ options: RecipeOptions, _ folders: FolderOptions, usesSharedCache: Bool = false) throws {
        if !usesSharedCache, let shared = folders.sharedCache {
            throw CommandFailure(
                status: .badInput,
                text: "error: this command has no use for the shared cache \(TerminalText.harmless(shared)); "
                    + "--cache names a folder here (./NAME where it looks like a registry)\n")
        }
        let registry = StageRegistry(StageKinds.all)
        try self.init(options.load(registry), registry, folders, overrides: options.overrides)
    }

    init(_ recipe: Recipe, _ registry: StageRegistry, _ folders: FolderOptions, overrides: [String]) throws {
        self.recipe = recipe
        runner = try RecipeRunner(
            recipe, registry: registry, layout: folders.layout(for: recipe), overrides: overrides,
            version: TweedVersion.text)
    }

    /// The run that a person means, see `RunName`.
    func run(_ name: String) throws -> RunRecord {
        try RunName.find(name, scope: recipe.name, in: engine.runs)
    }
}
