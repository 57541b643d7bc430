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
            EXAMPLE:
              tweed plan recipes/quickstart.json --set params.seed=8
            """)

    @OptionGroup var recipe: RecipeOptions
    @OptionGroup var folders: FolderOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let registry = StageRegistry(StageKinds.all)
        let recipe = try recipe.load(registry)
        let runner = try RecipeRunner(recipe, registry: registry, layout: folders.layout(for: recipe))
        let plan = try runner.plan()
        let output = StandardStream.output
        if json {
            output.write(PlanText.json(plan, recipe: recipe.name).canonicalText + "\n")
        } else {
            output.writeLine(RunText.plan(plan, recipe: recipe.name))
            for line in PlanText.lines(plan) { output.writeLine(line) }
        }
        if plan.stages.contains(where: { if case .impossible = $0.decision { true } else { false } }) {
            throw CommandFailure(status: .failed, text: "")
        }
    }
}
