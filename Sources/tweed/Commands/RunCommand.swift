import ArgumentParser
import Engine
import Recipes
import Stages

/// `tweed run`: computes what is not in the cache and shows the results.
struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a recipe.",
        discussion: """
            Stages whose results are in the cache are not computed again. Ctrl-C saves the state of running \
            stages and stops; the same command then goes on from there. A second Ctrl-C ends at once.

            EXAMPLE:
              tweed run recipes/quickstart.json --set params.seed=8
            """)

    @OptionGroup var recipe: RecipeOptions
    @OptionGroup var folders: FolderOptions

    @Option(help: "How many cores to keep busy; default: all.")
    var threads: Int?

    @Flag(help: "Print one JSON object on standard output at the end; progress goes to standard error.")
    var json = false

    @Flag(help: "Show no progress, only errors and where the results are.")
    var quiet = false

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must be from 1 to 1024, not \(threads)")
        }
    }

    func run() throws {
        let registry = StageRegistry(StageKinds.all)
        switch recipe.check(registry) {
        case .success(let recipe): try run(recipe, registry)
        case .failure(let problems):
            if json { RunReport(problems: problems).print() }
            throw CommandFailure.problems(problems)
        }
    }

    private func run(_ recipe: Recipe, _ registry: StageRegistry) throws {
        let cancellation = CancellationFlag()
        let display = RunDisplay(stream: .error, names: recipe.stages.map(\.name), isQuiet: quiet)
        let signals = StopSignals(cancellation: cancellation) { display.say(RunText.stopping) }
        let result: RecipeRunResult
        do {
            let runner = try RecipeRunner(recipe, registry: registry, layout: folders.layout(for: recipe))
            if !quiet { display.say(RunText.plan(try runner.plan(), recipe: recipe.name)) }
            result = try runner.run(threads: threads, cancellation: cancellation, observer: display.handle)
        } catch {
            display.finish()
            if json { RunReport(error: error).print() }
            throw error
        }
        display.finish()
        try finish(result, signal: signals.received)
    }

    private func finish(_ result: RecipeRunResult, signal: Int32?) throws {
        // A signal that came when all was done has interrupted nothing.
        let interruption = result.status == .succeeded ? nil : signal
        let text = RunText(result: result, wasInterrupted: interruption != nil)
        let stream = json ? StandardStream.error : .output
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
}
