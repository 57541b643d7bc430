import Recipes
import Values

/// Kinds that resemble the real ones, with every type of parameter among them.
let testCatalogue = StageCatalogue([
    StageKindDescription(
        name: "load-weights", summary: "Reads a model.",
        parameters: [ParameterDescription("from", .folder, help: "Folder of the model.")],
        outputs: [
            OutputDescription("generator", type: "generator", summary: "The denoiser."),
            OutputDescription("one_step", type: "generator", summary: "The one-step generator."),
            OutputDescription("reward", type: "reward", summary: "The reward."),
        ]),
    StageKindDescription(
        name: "tweedie-dataset", summary: "Makes trajectories.", revision: 2,
        parameters: [
            ParameterDescription("generator", .artifact(types: ["generator"]), help: "Makes the images."),
            ParameterDescription("prompts", .optional(.file), help: "One prompt a line."),
            ParameterDescription(
                "steps", .integer(1...1000), unit: "steps", default: 20, role: .extendable,
                help: "Denoising steps."),
            ParameterDescription("seed", .integer(0...Int.max), default: 0, help: "Seed."),
            ParameterDescription("threads", .integer(1...64), default: 1, role: .neutral, help: "Threads."),
        ],
        outputs: [OutputDescription("dataset", type: "dataset", summary: "Trajectories.")],
        primaryOutput: "dataset"),
    StageKindDescription(
        name: "train-narf", summary: "Trains noise-aware rewards.",
        parameters: [
            ParameterDescription("dataset", .artifact(types: ["dataset"]), help: "What to learn from."),
            ParameterDescription("reward", .artifact(types: ["reward"]), help: "Where to start."),
            ParameterDescription(
                "rate", .number(0...1, excludesLower: true), default: 0.001, help: "Learning rate."),
            ParameterDescription(
                "levels", .list(of: .integer(0...100), count: 1...8), default: [6, 4], help: "Levels."),
            ParameterDescription("shuffle", .boolean, default: true, help: "Whether to shuffle."),
        ],
        outputs: [OutputDescription("reward", type: "reward", summary: "Rewards by level.")],
        primaryOutput: "reward"),
    StageKindDescription(
        name: "search", summary: "Searches seeds.",
        parameters: [
            ParameterDescription("generator", .artifact(types: ["generator"]), help: "Makes the images."),
            ParameterDescription(
                "rewards", .list(of: .artifact(types: ["reward"]), count: 1...Int.max), help: "Scores."),
            ParameterDescription(
                "strategy", .choice(["pruned", "best-of-n"]), default: "pruned", help: "How."),
            ParameterDescription("budget", .macs, default: "40 GMAC", help: "For one prompt."),
            ParameterDescription("title", .string(maximumLength: 8), default: "", help: "For the report."),
        ],
        outputs: [OutputDescription("images", type: "images", summary: "The best images.")],
        primaryOutput: "images"),
    StageKindDescription(
        name: "make-weights", summary: "Makes a model without any file.",
        outputs: [
            OutputDescription("generator", type: "generator", summary: "The denoiser."),
            OutputDescription("one_step", type: "generator", summary: "The one-step generator."),
            OutputDescription("reward", type: "reward", summary: "The reward."),
        ]),
    StageKindDescription(
        name: "report", summary: "Shows results.",
        parameters: [
            ParameterDescription(
                "of", .list(of: .artifact(types: []), count: 0...Int.max), default: [], help: "What.")
        ]),
])

/// Stages with matrix, references and defaults; a dataset needs no file.
func recipe(_ stages: String, params: String = "{}") -> String {
    "{\"tweed\": 1, \"params\": \(params), \"stages\": {\n\(stages)\n}}"
}

func loaded(_ text: String, name: String = "recipes/x.json", overrides: [String] = []) throws -> Recipe {
    try RecipeLoader.load(
        SourceText(name: name, text: text), catalogue: testCatalogue, overrides: overrides
    ).get()
}

/// The rendered problems of a text; empty for a recipe that loads.
func problems(_ text: String, name: String = "recipes/x.json", overrides: [String] = []) -> String {
    let result = RecipeLoader.load(
        SourceText(name: name, text: text), catalogue: testCatalogue, overrides: overrides)
    if case .failure(let problems) = result { return problems.rendered() }
    return ""
}

/// The first line of each block of the rendered problems, without places.
func messages(_ text: String, overrides: [String] = []) -> [String] {
    let result = RecipeLoader.load(
        SourceText(name: "recipes/x.json", text: text), catalogue: testCatalogue, overrides: overrides)
    if case .failure(let problems) = result { return problems.diagnostics.map(\.problem.message) }
    return []
}
