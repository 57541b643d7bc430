import Recipes
import Values

extension RecipeRunner {
    /// For the run record: what was run, with what, on what. Parameters of the stages stand with the stages.
    func provenance(_ choices: RunChoices, threads: Int) -> JSONValue {
        [
            "tweed": .string(version),
            "recipe": [
                "name": .string(recipe.name), "file": .string(recipeFile), "params": recipe.params,
            ],
            "overrides": Self.list(overrides),
            "choices": [
                "only": Self.list(choices.only), "until": Self.list(choices.until),
                "force": Self.list(choices.forced), "keep_going": .bool(choices.keepsGoing),
                "jobs": choices.jobs.map { .integer(Int64($0)) } ?? .null,
            ],
            "machine": MachineFacts.json(threads: threads),
        ]
    }

    /// Below the project folder, so that records tell nothing of one machine's folders.
    private var recipeFile: String {
        let prefix = recipe.projectFolder.hasSuffix("/") ? recipe.projectFolder : recipe.projectFolder + "/"
        if recipe.path.hasPrefix(prefix) { return String(recipe.path.dropFirst(prefix.count)) }
        return recipe.path.split(separator: "/").last.map(String.init) ?? recipe.path
    }

    private static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
