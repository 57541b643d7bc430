import ArgumentParser
import Engine
import Foundation
import Recipes
import Stages
import Values

/// `tweed status`: what is cached, what is running now.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show for each stage whether its result is there, and what runs now.",
        discussion: """
            EXAMPLE:
              tweed status recipes/quickstart.json

            EXIT CODES: 0; 2 the recipe or the command line is wrong.
            """)

    @OptionGroup var recipe: RecipeOptions
    @OptionGroup var folders: FolderOptions
    @OptionGroup var shared: SharedCacheOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let session = try RecipeSession(recipe, folders, usesSharedCache: true)
        let (recipe, runner) = (session.recipe, session.runner)
        let sources = try shared.sources(folders, runner.layout, say: SharedCacheOptions.warn)
        let text = StatusText(
            stages: try runner.status(sources: sources), now: Date().timeIntervalSince1970,
            lastRun: try runner.engine.runs.latest(scope: recipe.name))
        let output = StandardStream.output
        if json {
            output.write(text.json(recipe: recipe.name, outputs: runner.outputsFolder).canonicalText + "\n")
        } else {
            for line in text.lines { output.writeLine(line) }
            if let line = text.lastRunLine { output.writeLine(line) }
        }
    }
}
