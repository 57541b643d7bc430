import ArgumentParser
import Engine
import Recipes
import Stages
import Values

/// `tweed plan`: what a run would do, and why.
struct PlanCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Show what would run, and why, without running it.",
        discussion: """
            Times and sizes are those of earlier runs: of the same stage, or else of one of the same kind.

            EXAMPLE:
              tweed plan recipes/quickstart.json --set params.seed=8

            EXIT CODES: 0, also where there is something to do; 1 a stage cannot run; 2 the recipe or the command \
            line is wrong.
            """)

    @OptionGroup var recipe: RecipeOptions
    @OptionGroup var folders: FolderOptions
    @OptionGroup var shared: SharedCacheOptions
    @OptionGroup var selection: SelectionOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let session = try RecipeSession(recipe, folders, usesSharedCache: true)
        let sources = try shared.sources(folders, session.runner.layout, say: SharedCacheOptions.warn)
        let plan = try session.runner.plan(selection.choices, sources: sources)
        let estimate = try session.engine.estimate(plan, scope: session.recipe.name)
        let output = StandardStream.output
        if json {
            output.write(
                PlanText.json(plan, recipe: session.recipe.name, estimate: estimate).canonicalText + "\n")
        } else {
            output.writeLine(RunText.plan(plan, recipe: session.recipe.name))
            for line in PlanText.lines(plan, estimate: estimate) { output.writeLine(line) }
            if let total = EstimateText.total(estimate) { output.writeLine(total) }
        }
        if plan.stages.contains(where: { if case .impossible = $0.decision { true } else { false } }) {
            throw CommandFailure(status: .failed, text: "")
        }
    }
}
