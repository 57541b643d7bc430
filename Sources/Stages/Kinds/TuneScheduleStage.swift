import Engine
import Foundation
import Methods
import Recipes
import Replay
import Values

/// Finds pruning schedules on rewards that are known, for searches to come.
struct TuneScheduleStage: StageKind {
    let description = StageKindDescription(
        name: "tune-schedule",
        summary: "Finds the pruning schedule that gains most at each budget, and judges it on other prompts",
        parameters: RewardSources.parameters + [
            ParameterDescription(
                "budgets", .list(of: .number(0...1e15, excludesLower: true), count: 1...50),
                help: "What the search of one prompt may cost, in the unit of the costs"),
            ParameterDescription(
                "denoiser_cost", .number(0...1e15, excludesLower: true), default: 9.9,
                help: "Cost of one denoiser call"),
            ParameterDescription(
                "verifier_cost", .number(0...1e15), default: 1.2, help: "Cost of one score"),
            ParameterDescription(
                "decoder_cost", .number(0...1e15), default: 0,
                help: "Cost of making one state a picture, where scores need that"),
            ParameterDescription(
                "encoder_cost", .number(0...1e15), default: 0, help: "Cost of reading one caption"),
            ParameterDescription(
                "train", .string(maximumLength: 100), default: "even",
                help: "Prompts that schedules are chosen on: even, odd, or FROM:TO"),
            ParameterDescription(
                "test", .string(maximumLength: 100), default: "odd",
                help: "Prompts that they are judged on, none of the others"),
            ParameterDescription(
                "at", .optional(.list(of: .integer(0...9999), count: 1...20)),
                help: "Steps of a schedule set by hand, to compare with; without it the released one"),
            ParameterDescription(
                "keep", .optional(.list(of: .number(0...1, excludesLower: true), count: 1...20)),
                help: "Share of the candidates that it keeps at each"),
            ParameterDescription(
                "seed", .integer(0...Int.max), default: 1, help: "Decides the subsets and the search"),
        ],
        outputs: [
            OutputDescription(
                "schedule", type: ArtifactType.schedule,
                summary: "schedule.json, which a search takes, and figures.json")
        ], primaryOutput: "schedule", cores: 64, memoryMegabytes: 300)

    /// What the report reads.
    struct File: Codable {
        let kind: String
        let tuned: TunedSchedule
    }

    func run(_ context: StageContext) throws {
        let rewards = try RewardSources.rewards(context)
        let handSet = try Self.handSet(
            at: context.optionalIntegers("at"), keep: context.optionalNumbers("keep"))
        let tuning = try ScheduleTuning(
            rewards,
            costs: TunedSchedule.Costs(
                encoder: context.number("encoder_cost"), denoiser: context.number("denoiser_cost"),
                decoder: context.number("decoder_cost"), verifier: context.number("verifier_cost")),
            handSet: handSet,
            options: ScheduleTuning.Options(seed: context.seed(), threads: context.threads))
        let tuned = try tuning.tuned(
            budgets: context.numbers("budgets"),
            train: PromptSelection(context.string("train")).prompts(of: rewards.prompts),
            test: PromptSelection(context.string("test")).prompts(of: rewards.prompts),
            progress: { share in
                context.progress.report(completed: Int(share * 1000), total: 1000, unit: "parts")
            }, checkCancellation: { try context.cancellation.check() })
        let output = try context.outputFolder("schedule")
        try context.write(tuned.json, to: "\(output)/\(TunedSchedule.fileName)")
        try writeJSON(File(kind: description.name, tuned: tuned), to: output + "/figures.json")
    }

    private static func handSet(at: [Int]?, keep: [Double]?) throws -> HandSetSchedule? {
        guard at != nil || keep != nil else { return nil }
        guard let at, let keep else {
            throw TuningError.handSet("it needs both \"at\" and \"keep\"")
        }
        return HandSetSchedule(at: at, keep: keep)
    }
}
