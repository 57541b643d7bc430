import ArgumentParser
import Engine
import Foundation
import Recipes
import Stages
import Values

/// `tweed show`: one result and all about it.
struct ShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show a result: where it is, its files, when and how it was made.",
        discussion: """
            Small texts are shown as well: the first lines, or JSON laid out.

            EXAMPLE:
              tweed show recipes/quickstart.json search
              tweed show recipes/quickstart.json weights.reward --json

            EXIT CODES: 0; 1 the stage has no result in the cache; 2 the recipe or the command line is wrong, no \
            such stage or output.
            """)

    @OptionGroup var recipe: RecipeOptions

    @Argument(help: "STAGE, or STAGE.OUTPUT for one of its outputs.")
    var result: String

    @OptionGroup var folders: FolderOptions
    @OptionGroup var shared: SharedCacheOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        let session = try RecipeSession(recipe, folders, usesSharedCache: true)
        let (stage, output) = try Self.parse(result, session.runner.graph)
        var options = try session.runner.options()
        options.sources = try shared.sources(folders, session.runner.layout, say: SharedCacheOptions.warn)
        if !options.sources.isEmpty {
            _ = try session.engine.fetch(stage, in: session.runner.graph, options: options)
        }
        let explanation = try session.engine.explain(stage, in: session.runner.graph, options: options)
        guard let record = explanation.result else {
            throw CommandFailure(
                status: .failed,
                text: "error: stage \(TerminalText.harmless(stage)) has no result in the cache: "
                    + TerminalText.harmless(explanation.stage.decision.text())
                    + "\nrun it first: tweed run \(recipe.recipe) --until '\(TerminalText.harmless(stage))'\n"
            )
        }
        var files: [String: [Artifact.File]] = [:]
        for (name, content) in record.outputs where output == nil || output == name {
            files[name] = try session.engine.artifact(content).files
        }
        let shown = session.runner.outputsFolder + "/" + stage
        let text = ResultText(
            explanation: explanation, record: record, files: files,
            path: FileManager.default.fileExists(atPath: shown) ? shown : nil,
            now: Date().timeIntervalSince1970)
        if json {
            StandardStream.output.write(text.json.canonicalText + "\n")
        } else {
            for line in text.lines { StandardStream.output.writeLine(line) }
        }
    }

    /// Names of stages may hold dots, so a whole name comes first.
    static func parse(_ text: String, _ graph: StageGraph) throws -> (stage: String, output: String?) {
        let names = StageNames(graph.stages.map(\.name))
        if (try? names.find(text)) == nil, let dot = text.lastIndex(of: "."),
            let stage = try? names.findOne(String(text[..<dot]))
        {
            let output = String(text[text.index(after: dot)...])
            let outputs = graph[stage]?.outputs ?? []
            if outputs.contains(output) { return (stage, output) }
            let near = NearName.closest(to: output, among: outputs).map { "; did you mean \"\($0)\"?" }
            let all = "; its outputs are \(outputs.joined(separator: ", "))"
            throw CommandFailure(
                status: .badInput,
                text:
                    "error: stage \(stage) has no output \"\(TerminalText.harmless(output))\"\(near ?? all)\n"
            )
        }
        return (try names.findOne(text), nil)
    }
}
