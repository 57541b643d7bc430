import ArgumentParser
import Foundation
import Kernels
import Methods
import Replay
import Reports
import Stages

/// `tweed replay`: pruned search on rewards that are known.
struct ReplayCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Repeat best-of-N, TTSp and TTSnap on rewards that were computed before.",
        discussion: """
            Takes the rewards of many candidates at every step, draws random candidates again and again, and tells what \
            each strategy finds at each budget, the gain in area over best-of-N (Omega), and how well the scores of \
            each step foretell the final ones.

            EXAMPLE:
              tweed replay --base flux_imr_val_base --noise-aware flux_imr_val_naft --reward imr
              tweed replay --base base.safetensors --noise-aware aware.safetensors --at 1,3 --keep 0.5,0.5 \
            --budgets 50,100 --accounting exact --json

            EXIT CODES: 0; 2 the rewards cannot be read or do not fit what is asked for; 1 a file cannot be written.
            """)

    @OptionGroup(title: "Rewards and costs") var matrix: MatrixOptions

    @Option(help: ArgumentHelp("Steps (from 0) at which candidates are pruned.", valueName: "steps"))
    var at = StepList([2, 6, 11])

    @Option(help: ArgumentHelp("Share of the candidates kept at each.", valueName: "shares"))
    var keep = NumberList([0.4, 0.4, 0.5])

    @Option(
        help: ArgumentHelp(
            "Budgets of one prompt: numbers between commas, or first:last:distance; default: 400:4000:200.",
            valueName: "budgets"))
    var budgets: NumberList = NumberList(argument: "400:4000:200")!

    @Option(help: ArgumentHelp("Random choices of candidates at each budget.", valueName: "count"))
    var subsets = 200

    @Option(help: ArgumentHelp("Decides them.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "How costs are counted: paper, as TTSnap was released, or exact, as \"tweed run\" searches.",
            valueName: "paper|exact"))
    var accounting = Accounting.paper

    @Option(help: ArgumentHelp("Threads; default: all cores. The result is the same.", valueName: "count"))
    var threads: Int?

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: ArgumentHelp("Write the curves as comma-separated values.", valueName: "file"))
    var csv: String?

    @Option(help: ArgumentHelp("Draw the curves of the first reward.", valueName: "file"))
    var svg: String?

    func run() throws {
        let figures = try self.figures()
        do {
            if let csv { try Data(figures.csv.utf8).write(to: URL(fileURLWithPath: csv), options: .atomic) }
            if let svg {
                let drawing = ReplayDrawing.chart(figures.rewards[0]).document
                try Data(drawing.utf8).write(to: URL(fileURLWithPath: svg), options: .atomic)
            }
        } catch { throw CommandFailure.failed(error) }
        let output = StandardStream.output
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            output.write(String(decoding: try encoder.encode(figures), as: UTF8.self) + "\n")
        } else {
            for line in ReplayText(figures).lines { output.writeLine(line) }
        }
    }

    private func figures() throws -> ReplayFigures {
        let rewards = try matrix.rewards()
        let costs = try matrix.costs()
        var meter = CountMeter(stream: .error, verb: "replayed", unit: "budgets")
        defer { meter.finish() }
        do {
            let schedule = try PruningSchedule(steps: at.values, keep: keep.values, of: rewards.steps)
            let replay = try Replay(
                rewards: rewards, schedule: schedule, costs: costs, accounting: accounting)
            return try ReplayFigures(
                replay, budgets: budgets.values, subsets: subsets, seed: seed,
                compute: Compute(threads: threads ?? Compute.activeCores)
            ) { meter.show($0, of: budgets.values.count) }
        } catch {
            throw CommandFailure.failed(error, status: .badInput)
        }
    }
}

extension Accounting: ExpressibleByArgument {}
