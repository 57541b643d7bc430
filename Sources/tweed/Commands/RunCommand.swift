import ArgumentParser
import Engine
import Foundation
import Recipes
import Stages

/// `tweed run`: computes what is not in the cache and shows the results.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a recipe.",
        discussion: """
            Stages whose results are in the cache are not computed again. Ctrl-C saves the state of running \
            stages and stops; the same command then goes on from there. A second Ctrl-C ends at once. When a \
            stage fails, stages that run are finished and no other is started, unless --keep-going says so.

            EXAMPLE:
              tweed run recipes/quickstart.json --set params.seed=8
              tweed run recipes/quickstart.json --until narf --force narf

            EXIT CODES: 0; 1 a stage failed, or the run could not begin; 2 the recipe or the command line is \
            wrong; 130 stopped by Ctrl-C; 143 stopped by SIGTERM.
            """)

    @OptionGroup var recipe: RecipeOptions
    @OptionGroup var folders: FolderOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var steering: SteeringOptions

    @Flag(help: "Print one JSON object on standard output at the end; progress goes to standard error.")
    var json = false

    @Flag(help: "Show no progress, only errors and where the results are.")
    var quiet = false

    private var choices: RunChoices {
        var choices = selection.choices
        choices.keepsGoing = steering.keepGoing
        choices.jobs = steering.jobs
        choices.threads = steering.threads
        return choices
    }

    func run() throws {
        let unchanged = UnchangedRecipe(
            recipe: recipe.recipe, overrides: recipe.overrides, cacheFolder: folders.cache,
            outputsFolder: folders.outputs, version: TweedVersion.text)
        // Events are those of a run, and a selection is another question.
        if selection.isEverything, steering.events == nil, let result = unchanged.result() {
            return try finishUnchanged(result)
        }
        let registry = StageRegistry(StageKinds.all)
        switch try recipe.check(registry, fetcher: HubFetcher(isQuiet: quiet)) {
        case .success(let recipe): try run(recipe, registry, unchanged)
        case .failure(let problems):
            if json { RunReport(problems: problems).print() }
            throw CommandFailure.problems(problems)
        }
    }

    private func run(_ recipe: Recipe, _ registry: StageRegistry, _ unchanged: UnchangedRecipe) throws {
        let cancellation = CancellationFlag()
        let display = RunDisplay(stream: .error, names: recipe.stages.map(\.name), isQuiet: quiet)
        let signals = StopSignals(cancellation: cancellation) { display.say(RunText.stopping) }
        let result: RecipeRunResult
        do {
            let session = try RecipeSession(recipe, registry, folders, overrides: self.recipe.overrides)
            let file = try steering.events.map(EventFile.init)
            try prepare(session.runner, display)
            file?.begin(recipe: recipe.name)
            result = try session.runner.run(choices, unchanged: unchanged, cancellation: cancellation) {
                event in
                file?.write(event)
                display.handle(event)
            }
            file?.end(result, wasInterrupted: result.status != .succeeded && signals.received != nil)
            if let error = file?.error { display.say(Self.warning("\(error); its last lines are missing")) }
        } catch {
            display.finish()
            if json { RunReport(error: error).print() }
            throw error
        }
        display.finish()
        try finish(result, signal: signals.received)
    }

    /// Says what will happen, and refuses what cannot.
    private func prepare(_ runner: RecipeRunner, _ display: RunDisplay) throws {
        guard !quiet || !choices.only.isEmpty else { return }
        let plan = try runner.plan(choices)
        let missing = plan.stages.filter {
            if case .impossible(.notSelected) = $0.decision { true } else { false }
        }
        guard missing.isEmpty else {
            throw MissingResults(stages: missing.map(\.name), wanted: choices.only)
        }
        if !quiet { display.say(RunText.plan(plan, recipe: runner.recipe.name)) }
    }

    /// What a run would have said that finds every stage in the cache; of many stages not one by one.
    private func finishUnchanged(_ result: RecipeRunResult) throws {
        let stages = result.summary.stages
        if !quiet {
            let name = (result.outputsFolder as NSString).lastPathComponent
            let count = QuantityText.count(stages.count, "stage")
            let display = RunDisplay(stream: .error, names: stages.map(\.name), isQuiet: false)
            display.say(StyledLine(name, .bold).appending(": \(count), \(stages.count) cached"))
            if stages.count <= Self.listedStages { for stage in stages { display.handle(.finished(stage)) } }
            display.finish()
        }
        try finish(result, signal: nil)
    }

    private static let listedStages = 30

    private func finish(_ result: RecipeRunResult, signal: Int32?) throws {
        // A signal that came when all was done has interrupted nothing.
        let interruption = result.status == .succeeded ? nil : signal
        let text = RunText(result: result, wasInterrupted: interruption != nil)
        let stream = json ? StandardStream.error : .output
        if let error = result.summary.recordError {
            StandardStream.error.writeLine(
                Self.warning("the record of this run could not be written: \(error)"))
        }
        if interruption == nil, result.status == .succeeded {
            for line in text.success(isQuiet: quiet) { stream.writeLine(line) }
        } else {
            for line in text.trouble { StandardStream.error.writeLine(line) }
        }
        if json { RunReport(result, wasInterrupted: interruption != nil).print() }
        if let interruption {
            throw CommandFailure(status: ExitStatus(rawValue: 128 + interruption) ?? .failed, text: "")
        }
        if result.status != .succeeded { throw CommandFailure(status: .failed, text: "") }
    }

    private static func warning(_ text: String) -> StyledLine {
        StyledLine("warning: ", .yellow).appending(text)
    }
}

/// `--only` names stages whose inputs are not there.
struct MissingResults: Error, CustomStringConvertible {
    /// In the order of the graph.
    var stages: [String]
    var wanted: [String]

    var description: String {
        let isOne = stages.count == 1
        let wanted = wanted.joined(separator: ", ")
        let until = self.wanted.map { "--until \($0)" }.joined(separator: " ")
        return
            "--only \(wanted) needs the \(isOne ? "result" : "results") of \(stages.joined(separator: ", ")), "
            + "and \(isOne ? "it is" : "they are") not in the cache; use \(until) to compute "
            + "\(isOne ? "it" : "them") as well, or name \(isOne ? "it" : "them") with --only, too"
    }
}
