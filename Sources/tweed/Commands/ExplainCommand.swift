import ArgumentParser
import Engine
import Foundation
import Recipes
import Stages
import Values

/// `tweed explain`: why a stage runs or not, at the level of values.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Say why a stage runs or is cached, or in what two runs differ.",
        discussion: """
            A run is named by its whole name, by its beginning, or as "latest" or "previous"; "tweed runs" lists \
            them. Records are files in .tweed/cache/runs.

            EXAMPLE:
              tweed explain recipes/quickstart.json narf
              tweed explain recipes/quickstart.json --between previous latest
              tweed explain recipes/quickstart.json narf --against theirs.json

            EXIT CODES: 0, whatever differs; 1 the stage cannot be looked at, or the record cannot be read; 2 the \
            recipe or the command line is wrong, no such stage or run.
            """)

    @OptionGroup var recipe: RecipeOptions

    @Argument(help: "The stage; may be left out with --between and --against, for all stages.")
    var stage: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Compare these two runs, the earlier one first.", valueName: "run"))
    var between: [String] = []

    @Option(
        help: ArgumentHelp(
            "Compare the recipe as it is now with a run record, such as a teammate's.", valueName: "file"),
        completion: .file(extensions: ["json"]))
    var against: String?

    @OptionGroup var folders: FolderOptions
    @OptionGroup var shared: SharedCacheOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if !between.isEmpty, between.count != 2 {
            throw ValidationError("--between takes two runs, not \(between.count)")
        }
        if !between.isEmpty, against != nil {
            throw ValidationError("--between and --against are different questions; ask one of them")
        }
        if between.isEmpty, against == nil, stage == nil {
            throw ValidationError("name the stage to explain: tweed explain RECIPE STAGE")
        }
    }

    func run() throws {
        let session = try RecipeSession(recipe, folders, usesSharedCache: true)
        if let against {
            let record = try RunRecordStore.read(URL(fileURLWithPath: against).standardizedFileURL.path)
            let comparisons = try session.engine.compare(record, with: session.runner.graph)
            try show(
                comparisons, session,
                before: "run \(record.id) of \(record.scope)", after: "the recipe as it is now", [record])
        } else if !between.isEmpty {
            let runs = try between.map(session.run)
            try show(
                session.engine.compare(runs[0], runs[1]), session, before: "run \(runs[0].id)",
                after: "run \(runs[1].id)", runs)
        } else if let stage {
            let name = try session.runner.stageNames.findOne(stage)
            var options = try session.runner.options()
            options.sources = try shared.sources(
                folders, session.runner.layout, say: SharedCacheOptions.warn)
            let explanation = try session.engine.explain(name, in: session.runner.graph, options: options)
            try show(explanation)
        }
    }

    private func show(_ explanation: StageExplanation) throws {
        let text = ExplanationText(explanation: explanation, now: Date().timeIntervalSince1970)
        if json {
            StandardStream.output.write(text.json.canonicalText + "\n")
        } else {
            for line in text.lines { StandardStream.output.writeLine(line) }
        }
        if case .impossible = explanation.stage.decision { throw CommandFailure(status: .failed, text: "") }
    }

    private func show(
        _ comparisons: [StageComparison], _ session: RecipeSession, before: String, after: String,
        _ runs: [RunRecord]
    ) throws {
        var chosen = comparisons
        if let stage {
            // A stage of a past run need not be in the recipe any more.
            let names = Set(try StageNames(comparisons.map(\.stage)).find(stage))
            chosen = comparisons.filter { names.contains($0.stage) }
        }
        let text = ComparisonText(comparisons: chosen, before: before, after: after)
        if json {
            StandardStream.output.write(text.json(runs: runs.map(\.id)).canonicalText + "\n")
        } else {
            for line in text.lines(isDetailed: stage != nil) { StandardStream.output.writeLine(line) }
        }
    }
}
