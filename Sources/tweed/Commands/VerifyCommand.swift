import ArgumentParser
import Engine
import Recipes
import Stages
import Values

/// `tweed verify`: computes a stage again and compares bytes.
struct VerifyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Compute a stage again, from the cached inputs, and compare bytes.",
        discussion: """
            The result in the cache stays as it is. On another instruction set than the one that made it, numbers \
            may round differently.

            EXAMPLE:
              tweed verify recipes/quickstart.json narf

            EXIT CODES: 0 the same bytes; 1 other bytes, or the stage failed or has no result to compare with; 2 \
            the recipe or the command line is wrong, no such stage; 130, 143 stopped.
            """)

    @OptionGroup var recipe: RecipeOptions

    @Argument(help: "The stage.")
    var stage: String

    @OptionGroup var folders: FolderOptions

    @Option(help: "How many cores to keep busy; default: all.")
    var threads: Int?

    @Flag(help: "Print JSON; progress goes to standard error.")
    var json = false

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads must be from 1 to 1024, not \(threads)")
        }
    }

    func run() throws {
        let session = try RecipeSession(recipe, folders)
        let name = try session.runner.stageNames.findOne(stage)
        let cancellation = CancellationFlag()
        let display = RunDisplay(stream: .error, names: [name])
        let signals = StopSignals(cancellation: cancellation) {
            display.say(StyledLine("Stopping (once more to end at once)", .yellow))
        }
        let report: VerificationReport
        do {
            report = try session.engine.verify(
                name, in: session.runner.graph,
                options: session.runner.options(RunChoices(threads: threads), cancellation: cancellation),
                observer: display.handle)
        } catch is CancelledError {
            display.finish()
            let signal = signals.received.flatMap { ExitStatus(rawValue: 128 + $0) }
            throw CommandFailure(status: signal ?? .failed, text: "Stopped; nothing was compared\n")
        } catch {
            display.finish()
            throw error
        }
        display.finish()
        let text = VerificationText(report: report)
        if json {
            StandardStream.output.write(text.json.canonicalText + "\n")
        } else {
            for line in text.lines { StandardStream.output.writeLine(line) }
        }
        if !report.isSame { throw CommandFailure(status: .failed, text: "") }
    }
}
