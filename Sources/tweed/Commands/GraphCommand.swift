import ArgumentParser
import Engine
import Recipes
import Stages

/// `tweed graph`: how the stages hang together.
struct GraphCommand: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument { case text, dot, mermaid }

    static let configuration = CommandConfiguration(
        commandName: "graph", abstract: "Show how the stages hang together, and which of them are cached.",
        discussion: """
            EXAMPLE:
              tweed graph recipes/quickstart.json
              tweed graph recipes/quickstart.json --format dot | dot -Tsvg > graph.svg

            EXIT CODES: 0; 2 the recipe or the command line is wrong.
            """)

    @OptionGroup var recipe: RecipeOptions
    @OptionGroup var folders: FolderOptions

    @Option(help: "text, dot (Graphviz) or mermaid (for Markdown).")
    var format = Format.text

    func run() throws {
        let session = try RecipeSession(recipe, folders)
        let drawing = GraphText(graph: session.runner.graph, plan: try session.runner.plan())
        switch format {
        case .text: for line in drawing.lines { StandardStream.output.writeLine(line) }
        case .dot: StandardStream.output.write(drawing.dot(name: session.recipe.name))
        case .mermaid: StandardStream.output.write(drawing.mermaid)
        }
    }
}
