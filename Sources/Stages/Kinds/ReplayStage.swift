import Engine
import Foundation
import Kernels
import Methods
import Recipes
import Replay
import Reports
import Values

/// Repeats best-of-N, TTSp and TTSnap on rewards that were computed before.
struct ReplayStage: StageKind {
    let description = StageKindDescription(
        name: "replay",
        summary: "Repeats best-of-N, TTSp and TTSnap on known rewards of many candidates, at many budgets",
        parameters: RewardSources.parameters + [
            ParameterDescription(
                "at", .list(of: .integer(0...9999), count: 0...20), default: [2, 6, 11],
                help: "Steps (from 0) at which candidates are pruned"),
            ParameterDescription(
                "keep", .list(of: .number(0...1, excludesLower: true), count: 0...20),
                default: [0.4, 0.4, 0.5],
                help: "Share of the candidates kept at each of these steps"),
            ParameterDescription(
                "budgets", .list(of: .number(0...1e15, excludesLower: true), count: 1...1000),
                help: "What the search of one prompt may cost, in the unit of the costs; ascending"),
            ParameterDescription(
                "denoiser_cost", .number(0...1e12, excludesLower: true), default: 9.9,
                help: "Cost of one denoiser call"),
            ParameterDescription(
                "verifier_cost", .number(0...1e12), default: 1.2, help: "Cost of one score"),
            ParameterDescription(
                "accounting", .choice(Accounting.allCases.map(\.rawValue)), default: "paper",
                help:
                    "paper: as TTSnap was released, first call free; exact: every call, as search counts"),
            ParameterDescription(
                "subsets", .integer(1...1_000_000), default: 200,
                help: "Random choices of candidates at each budget"),
            ParameterDescription("seed", .integer(0...Int.max), default: 1, help: "Decides them"),
        ],
        outputs: [
            OutputDescription(
                "results", type: ArtifactType.replayResults,
                summary: "figures.json, curves.csv and curves.svg")
        ], primaryOutput: "results", cores: 64, memoryMegabytes: 200)

    /// What is written; the figures as `tweed replay --json` prints them.
    struct File: Codable {
        let kind: String
        let figures: ReplayFigures
    }

    func run(_ context: StageContext) throws {
        let rewards = try RewardSources.rewards(context)
        let replay = try Replay(
            rewards: rewards,
            schedule: PruningSchedule(
                steps: context.integers("at"), keep: context.numbers("keep"), of: rewards.steps),
            costs: ReplayCosts(
                denoiser: context.number("denoiser_cost"), verifier: context.number("verifier_cost")),
            accounting: Accounting(rawValue: context.string("accounting")) ?? .paper)
        let budgets = try context.numbers("budgets")
        let figures = try ReplayFigures(
            replay, budgets: budgets, subsets: context.integer("subsets"), seed: context.seed(),
            compute: Compute(threads: context.threads)
        ) { done in
            try context.cancellation.check()
            context.progress.report(completed: done, total: budgets.count, unit: "budgets")
        }
        let output = try context.outputFolder("results")
        try writeJSON(File(kind: description.name, figures: figures), to: output + "/figures.json")
        try context.write(Data(figures.csv.utf8), to: output + "/curves.csv")
        try context.write(
            Data(ReplayDrawing.chart(figures.rewards[0]).document.utf8), to: output + "/curves.svg")
    }
}
