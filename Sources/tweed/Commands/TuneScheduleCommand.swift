import ArgumentParser
import Foundation
import Kernels
import Methods
import Replay
import Synchronization

/// `tweed tune-schedule`: finds pruning schedules on rewards that are known.
struct TuneScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tune-schedule",
        abstract: "Find the pruning schedule that gains most at each budget.",
        discussion: """
            Takes the rewards of many candidates at every step and finds at which steps to score, which share to keep \
            at each, how many candidates to start and how to combine the scores so far. All is chosen on the prompts \
            of --train and judged on those of --test at equal exact cost: best-of-N, the released schedule (or that \
            of --at and --keep), the tuned one. docs/schedule-tuning.md tells how.

            EXAMPLE:
              tweed tune-schedule --base flux_imr_val_base --noise-aware flux_imr_val_naft --reward imr
              tweed tune-schedule --base base.safetensors --budgets 50,100 --train 0:80 --test 80:100 \
            --output schedule.json

            EXIT CODES: 0; 2 the rewards cannot be read or do not fit what is asked for; 1 a file cannot be written.
            """)

    @OptionGroup(title: "Rewards and costs") var matrix: MatrixOptions

    @Option(
        help: ArgumentHelp(
            "Cost of making one state a picture, where scores need that.", valueName: "cost"))
    var decoderCost = 0.0

    @Option(help: ArgumentHelp("Cost of reading one caption.", valueName: "cost"))
    var encoderCost = 0.0

    @Option(
        help: ArgumentHelp(
            "Prompts that schedules are chosen on; FROM:TO counts from 0, without TO.",
            valueName: "even|odd|FROM:TO"))
    var train = "even"

    @Option(
        help: ArgumentHelp(
            "Prompts that they are judged on, none of the others.", valueName: "even|odd|FROM:TO"))
    var test = "odd"

    @Option(
        help: ArgumentHelp(
            "Budgets of one prompt: numbers between commas, or first:last:distance.", valueName: "budgets"))
    var budgets = NumberList([1000, 2000, 4000])

    @Option(
        help: ArgumentHelp(
            "Steps of the schedule to compare with; default: as released, 2,6,11 of 20.", valueName: "steps"))
    var at: StepList?

    @Option(
        help: ArgumentHelp("Share that it keeps at each; default: 0.4,0.4,0.5.", valueName: "shares"))
    var keep: NumberList?

    @Option(help: ArgumentHelp("Decides the subsets and the search.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Threads; default: all cores. The result is the same.", valueName: "count"))
    var threads: Int?

    @Flag(help: "Print JSON, as it is written by --output.")
    var json = false

    @Option(help: ArgumentHelp("Write the schedules, for searches to take.", valueName: "file"))
    var output: String?

    func validate() throws {
        guard (at == nil) == (keep == nil) else {
            throw ValidationError("Give both --at and --keep, or neither.")
        }
        if let threads, threads < 1 { throw ValidationError("Give at least one thread.") }
    }

    func run() throws {
        let tuned = try self.tuned()
        let text = try tuned.json
        if let output {
            do { try text.write(to: URL(fileURLWithPath: output), options: .atomic) } catch {
                throw CommandFailure.failed(error)
            }
        }
        if json {
            StandardStream.output.write(String(decoding: text, as: UTF8.self))
        } else {
            for line in TuningText(tuned).lines { StandardStream.output.writeLine(line) }
        }
    }

    private func tuned() throws -> TunedSchedule {
        let rewards = try matrix.rewards()
        let costs = try matrix.costs()
        let meter = Mutex(CountMeter(stream: .error, verb: "tuned", unit: "%"))
        defer { meter.withLock { $0.finish() } }
        do {
            let handSet = at.flatMap { at in
                keep.map { HandSetSchedule(at: at.values, keep: $0.values) }
            }
            let tuning = try ScheduleTuning(
                rewards,
                costs: TunedSchedule.Costs(
                    encoder: encoderCost, denoiser: costs.denoiser, decoder: decoderCost,
                    verifier: costs.verifier),
                handSet: handSet,
                options: ScheduleTuning.Options(seed: seed, threads: threads ?? Compute.activeCores))
            return try tuning.tuned(
                budgets: budgets.values, train: PromptSelection(train).prompts(of: rewards.prompts),
                test: PromptSelection(test).prompts(of: rewards.prompts),
                progress: { share in meter.withLock { $0.show(Int(share * 100), of: 100) } })
        } catch {
            throw CommandFailure.failed(error, status: .badInput)
        }
    }
}
