import Engine
import Foundation
import Images
import Methods
import Models
import Recipes
import Tensors
import Values

/// Searches many noise seeds for the best picture of each prompt, at equal budgets.
struct SearchStage: StageKind {
    let description = StageKindDescription(
        name: "search",
        summary:
            "Searches noise seeds at a budget: best-of-N, pruned by the clean or by the noise-aware reward",
        revision: 2,
        parameters: [
            ParameterDescription(
                "generator", .artifact(types: [ArtifactType.generator]), help: "Draws the pictures"),
            ParameterDescription(
                "reward", .artifact(types: [ArtifactType.reward]),
                help: "The clean reward, which picks the winner"),
            ParameterDescription(
                "noise_aware", .optional(.artifact(types: [ArtifactType.noiseAwareReward])),
                help: "The rewards of train-narf, which prune in ttsnap"),
            ParameterDescription(
                "judges", .optional(.list(of: .integer(-1...999), count: 0...20)),
                help:
                    "Level of noise_aware that scores at each step in at, -1 for the clean reward; by default the nearest level, and the clean reward past the cleanest"
            ),
            ParameterDescription("prompts", .prompts, help: "Captions, one on each line"),
            ParameterDescription(
                "limit", .optional(.integer(1...1_000_000)), role: .extendable,
                help: "Only this many captions from the top of the file"),
            ParameterDescription(
                "strategies", .list(of: .choice(SearchStrategy.allCases.map(\.rawValue)), count: 1...3),
                default: ["best-of-n"],
                help:
                    "best-of-n, ttsp (pruned by the clean reward), ttsnap (pruned by the noise-aware reward)"),
            ParameterDescription(
                "budgets", .list(of: .macs, count: 1...20), unit: "MAC", role: .extendable,
                help: "What one prompt may cost, every model call counted; the first one is the headline"),
            ParameterDescription(
                "at", .list(of: .integer(0...999), count: 0...20), default: [2, 6, 11],
                help: "Steps (from 0) at which candidates are pruned"),
            ParameterDescription(
                "keep", .list(of: .number(0...1, excludesLower: true), count: 0...20),
                default: [0.4, 0.4, 0.5],
                help: "Share of the candidates kept at each of these steps"),
            ParameterDescription(
                "repeats", .integer(1...1000), default: 1, role: .extendable,
                help:
                    "Independent searches for each prompt, with noise of their own, for smaller standard errors"
            ),
            ParameterDescription(
                "keep_winners", .boolean, default: false,
                help: "Whether to keep the pictures of all winners as they were drawn, for evaluate stages"),
        ] + GeneratorChoices.parameters(steps: 20) + [
            ParameterDescription("seed", .integer(0...Int.max), default: 1, help: "Decides all noise"),
            ParameterDescription.precision,
        ],
        outputs: [
            OutputDescription(
                "results", type: ArtifactType.searchResults,
                summary: "What each strategy found for each prompt at each budget, figures and pictures")
        ], primaryOutput: "results", cores: 64, memoryMegabytes: 900)

    /// By step, the level whose reward judges it; empty where the recipe does not say.
    private func judges(_ context: StageContext) throws -> [Int: Int?] {
        guard let levels = try context.optionalIntegers("judges") else { return [:] }
        let steps = try context.integers("at")
        guard levels.count == steps.count else {
            throw NoiseAwareError.judgeCount(found: levels.count, steps: steps.count)
        }
        let judges = levels.map { level -> Int? in level < 0 ? nil : level }
        return Dictionary(zip(steps, judges)) { first, _ in first }
    }

    /// Searches that run together: a unit of saved work.
    private static let searchesPerPart = 16

    func run(_ context: StageContext) throws {
        let steps = try context.integer("steps")
        let strategies = try context.strings("strategies").compactMap(SearchStrategy.init(rawValue:))
        // Best-of-N alone takes any number of steps, whatever the default says of pruning.
        let schedule: PruningSchedule =
            strategies.allSatisfy { $0 == .bestOfN }
            ? .none
            : try PruningSchedule(steps: context.integers("at"), keep: context.numbers("keep"), of: steps)
        let loaded = try context.artifact("generator").generator(context.generatorChoices())
        let reward = try context.artifact("reward").reward()
        let models = SearchModels(
            generator: loaded.generator, reward: reward.reward,
            noiseAware: try context.optionalArtifact("noise_aware")?.noiseAwareReward(over: reward)
                .judging(by: judges(context)))
        if strategies.contains(.ttsnap) && models.noiseAware == nil {
            throw SearchStageError.noNoiseAwareReward
        }
        let plans = try context.macsList("budgets").flatMap { budget in
            strategies.map { SearchPlan(strategy: $0, schedule: schedule, budget: budget) }
        }
        let texts = try context.prompts(
            "prompts", limit: context.optionalInteger("limit"), areOfWorld: loaded.isOfWorld)
        let repeats = try context.integer("repeats")
        let prompts = try texts.searchPrompts(seed: context.seed()).flatMap { prompt in
            (0..<repeats).map(prompt.repeated)
        }
        let search = Search(models: models)
        let costs = try search.callCosts(prompt: prompts[0])

        var earlier = context.shorter.map {
            EarlierSearches(
                $0, prompts: texts.count, repeats: repeats, perPart: Self.searchesPerPart)
        }
        var parts: [SearchPart] = []
        let starts = Array(stride(from: 0, to: prompts.count, by: Self.searchesPerPart))
        let known = try context.checkpoints.shardNames().count
        if known > 0 { context.progress.resumed(from: "part \(known) of \(starts.count)") }
        for (index, start) in starts.enumerated() {
            let range = start..<min(start + Self.searchesPerPart, prompts.count)
            let name = SearchPart.name(index)
            if try context.checkpoints.shard(name) == nil {
                let earlierOnes = range.map {
                    earlier?.search(prompt: $0 / repeats, repetition: $0 % repeats)
                }
                let found = earlierOnes.map { $0?.found(by: plans) }
                let missing = range.indices.filter { found[$0 - range.lowerBound] == nil }
                var drawn: SearchPart?
                if !missing.isEmpty {
                    let results = try search.run(
                        plans, prompts: missing.map { prompts[$0] }, costs: costs,
                        known: missing.map {
                            earlierOnes[$0 - range.lowerBound]?.known(schedule: schedule) ?? KnownCandidates()
                        }, checkCancellation: { try context.cancellation.check() })
                    drawn = try SearchPart(results, prompts: texts.gathered(missing.map { $0 / repeats }))
                }
                let part = SearchPart.joined(found, filledWith: drawn, plans: plans.count)
                try context.checkpoints.saveShard(name) { try part.write(to: $0) }
            }
            guard let saved = try context.checkpoints.shard(name) else {
                throw StageError.unreadable(file: name, problem: "was damaged just after it was written")
            }
            parts.append(try SearchPart(path: saved))
            context.progress.report(completed: range.upperBound, total: prompts.count, unit: "searches")
        }
        let output = try context.outputFolder("results")
        try SearchFigures(
            parts: parts, plans: plans, texts: texts.texts, repeats: repeats, steps: steps, costs: costs
        ).write(to: output, keepsWinners: context.boolean("keep_winners"))
    }
}

/// Why a search cannot start.
enum SearchStageError: Error, CustomStringConvertible {
    case noNoiseAwareReward

    var description: String {
        "the strategy ttsnap prunes by a noise-aware reward; give the rewards of a train-narf stage as \"noise_aware\""
    }
}
