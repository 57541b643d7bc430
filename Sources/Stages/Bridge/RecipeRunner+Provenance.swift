import Recipes
import Values

extension RecipeRunner {
    /// For the run record: what was run, with what, on what. Parameters of the stages stand with the stages.
    func provenance(_ choices: RunChoices, threads: Int) -> JSONValue {
        var facts: JSONValue = [
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
        let models = hubModels
        if !models.isEmpty { facts["hub"] = .array(models) }
        return facts
    }

    /// Models of a hub, each with the commit that its revision was: a branch may be another one tomorrow.
    private var hubModels: [JSONValue] {
        var commits: [String: String] = [:]
        for input in recipe.stages.flatMap(\.inputs) {
            guard let reference = input.hubReference, case .folder(let folder) = input.source else {
                continue
            }
            commits[reference] = folder.split(separator: "/").last.map(String.init)
        }
        return commits.sorted { $0.key < $1.key }.map { reference, commit in
            ["model": .string(reference), "commit": .string(commit)]
        }
    }

    /// Below the project folder, so that records tell nothing of one machine's folders.
    private var recipeFile: String {
        let prefix = recipe.projectFolder.hasSuffix("/") ? recipe.projectFolder : recipe.projectFolder + "/"
        if recipe.path.hasPrefix(prefix) { return String(recipe.path.dropFirst(prefix.count)) }
        return recipe.path.split(separator: "/").last.map(String.init) ?? recipe.path
    }

    private static func list(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
}
