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
              tweed run recipes/quickstart.json --cache registry.example.org/team/cache

            With --cache REGISTRY/NAME, a stage that is not in the cache is looked up there before it is computed, and \
            results that were computed are sent there (--cache-mode read: they are not). Needs the program \
            tweed-remote ("make sharing"). A registry that is down or wrong is no fault of the run.

            EXIT CODES: 0; 1 a stage failed, or the run could not begin; 2 the recipe or the command line is \
            wrong; 130 stopped by Ctrl-C; 143 stopped by SIGTERM.
            """)

    @OptionGroup var recipe: RecipeOptions
    @OptionGroup var folders: FolderOptions
    @OptionGroup var selection: SelectionOptions
    @OptionGroup var steering: SteeringOptions
    @OptionGroup var shared: SharedCacheOptions

    @Option(
        help: ArgumentHelp(
            "Only take results from the shared cache, or also send it those that are computed; default: "
                + "read-write.", valueName: "read|read-write"))
    var cacheMode: CacheMode = .readWrite

    @Option(
        help: ArgumentHelp(
            "Sign results that are sent to the shared cache with this key, a PEM file as \"openssl genpkey "
                + "-algorithm ed25519\" writes it.", valueName: "file"),
        completion: .file(extensions: ["pem"]))
    var signKey: String?

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
            let sources = try shared.sources(
                folders, session.runner.layout, mode: cacheMode, signKey: signKey
            ) { display.say(Self.warning($0)) }
            let file = try steering.events.map(EventFile.init)
            try prepare(session.runner, display, sources)
            file?.begin(recipe: recipe.name)
            result = try session.runner.run(
                choices, unchanged: unchanged, sources: sources, cancellation: cancellation
            ) { event in
                file?.write(event)
                display.handle(event)
            }
            finish(sources, cancellation, display)
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
    private func prepare(_ runner: RecipeRunner, _ display: RunDisplay, _ sources: [RemoteResults]) throws {
        guard !quiet || !choices.only.isEmpty else { return }
        // A run asks for each stage in its turn; here it only counts where a result may not be computed.
        let plan = try runner.plan(choices, sources: choices.only.isEmpty ? [] : sources)
        let missing = plan.stages.filter {
            if case .impossible(.notSelected) = $0.decision { true } else { false }
        }
        guard missing.isEmpty else {
            throw MissingResults(stages: missing.map(\.name), wanted: choices.only)
        }
        if !quiet { display.say(RunText.plan(plan, recipe: runner.recipe.name)) }
    }

    /// Waits for what is still on its way to shared caches, and says what went to and fro.
    private func finish(_ sources: [RemoteResults], _ cancellation: CancellationFlag, _ display: RunDisplay) {
        for source in sources {
            if source.waiting > 0, !quiet, !cancellation.isCancelled {
                let results = QuantityText.count(source.waiting, "result")
                display.say(StyledLine("sending \(results) to \(source.name)", .dim))
            }
            let count = source.finish(cancellation)
            if count.untold > 0 {
                display.say(
                    Self.warning("\(QuantityText.count(count.untold, "more trouble")) with \(source.name)"))
            }
            guard !quiet, count.fetched + count.sent > 0 else { continue }
            let parts = [
                count.fetched > 0
                    ? "\(count.fetched) fetched (\(QuantityText.bytes(count.fetchedBytes)))" : nil,
                count.sent > 0 ? "\(count.sent) sent (\(QuantityText.bytes(count.sentBytes)))" : nil,
            ]
            display.say(
                StyledLine("\(source.name): " + parts.compactMap { $0 }.joined(separator: ", "), .dim))
        }
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
