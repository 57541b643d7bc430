import ArgumentParser
import Engine
import Foundation
import Recipes
import Stages
import Values

/// `tweed runs`: the past runs.
struct RunsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "runs", abstract: "List past runs, or show one of them.",
        discussion: """
            With --id and --json the whole record is printed: hand it to a teammate for "tweed explain --against".

            EXAMPLE:
              tweed runs recipes/quickstart.json
              tweed runs recipes/quickstart.json --id latest
              tweed runs recipes/quickstart.json --id latest --json > mine.json

            EXIT CODES: 0; 1 a record cannot be read; 2 no such run, recipe or cache.
            """)

    @Argument(help: "A recipe file, or the name of a recipe; all recipes of the cache without it.")
    var recipe: String?

    @Option(
        help: ArgumentHelp(
            "Show this run: its name, the beginning of it, \"latest\" or \"previous\".", valueName: "run"))
    var id: String?

    @Option(help: ArgumentHelp("List at most so many, the newest ones.", valueName: "n"))
    var limit = 20

    @OptionGroup var folders: CacheOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be 1 or more, not \(limit)") }
        if id != nil, recipe == nil {
            throw ValidationError("--id needs the recipe: tweed runs RECIPE --id \(id ?? "")")
        }
    }

    func run() throws {
        let (store, scopes) = try place()
        let output = StandardStream.output
        let now = Date().timeIntervalSince1970
        if let id {
            let record = try RunName.find(id, scope: scopes[0], in: store)
            if json {
                output.write(record.json.prettyText(keyOrder: RunRecordText.keyOrder))
            } else {
                for line in RunRecordText(record: record, now: now).lines { output.writeLine(line) }
            }
            return
        }
        let runs = try scopes.flatMap { scope in
            try store.identifiers(scope: scope).map { (scope, $0) }
        }.sorted { $0.1 < $1.1 }.suffix(limit).map { scope, id in
            RunListText.Entry(id: id, scope: scope, record: try? store.read(id, scope: scope))
        }
        let text = RunListText(entries: runs, namesScopes: scopes.count != 1, now: now)
        if json {
            output.write(text.json.canonicalText + "\n")
        } else {
            for line in text.lines { output.writeLine(line) }
        }
    }

    /// Where the records are, and whose are asked for.
    private func place() throws -> (RunRecordStore, [String]) {
        guard let recipe else {
            let store = try folders.engine().runs
            return (store, try store.scopes())
        }
        if ["json", "yaml", "yml"].contains((recipe as NSString).pathExtension.lowercased()) {
            let registry = StageRegistry(StageKinds.all)
            switch RecipeLoader.load(path: recipe, catalogue: registry.catalogue, hub: .local, bases: .local)
            {
            case .failure(let problems): throw CommandFailure.problems(problems)
            case .success(let loaded):
                let layout = ProjectLayout(
                    projectFolder: loaded.projectFolder, cacheFolder: folders.cache, outputsFolder: nil)
                let runner = try RecipeRunner(loaded, registry: registry, layout: layout)
                return (runner.engine.runs, [loaded.name])
            }
        }
        let store = try folders.engine().runs
        let known = try store.scopes()
        guard known.contains(recipe) else {
            let near = NearName.closest(to: recipe, among: known).map { "; did you mean \"\($0)\"?" }
            let all = known.isEmpty ? "; there are none yet" : "; there are \(known.joined(separator: ", "))"
            throw CommandFailure(
                status: .badInput,
                text: "error: the cache has no runs of \"\(TerminalText.harmless(recipe))\"\(near ?? all)\n")
        }
        return (store, [recipe])
    }
}
