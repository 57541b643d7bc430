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
            "Searches noise seeds at a budget: best-of-N, pruned by the clean or by the noise-aware reward, and others",
        revision: 4,
        parameters: SearchParameters.all,
        outputs: [
            OutputDescription(
                "results", type: ArtifactType.searchResults,
                summary: "What each strategy found for each prompt at each budget, figures and pictures")
        ], primaryOutput: "results", cores: 64, memoryMegabytes: 900)

    func run(_ context: StageContext) throws {
        let choices = try context.generatorChoices()
        let planner = try SearchPlanner(context, steps: choices.steps)
        let artifact = try context.artifact("generator")
        let loaded = try artifact.generator(choices)
        let models = try context.searchModels(loaded, artifact: artifact, choices: choices)
        if planner.needsNoiseAware, !models.rewards.contains(where: { $0.noiseAware != nil }) {
            throw SearchStageError.noNoiseAwareReward
        }
        let texts = try context.prompts(
            "prompts", limit: context.optionalInteger("limit"), areOfWorld: loaded.isOfWorld)
        let repeats = try context.integer("repeats")
        let prompts = try texts.searchPrompts(seed: context.seed()).flatMap { prompt in
            (0..<repeats).map(prompt.repeated)
        }
        let search = Search(
            models: models,
            memory: SearchMemory(
                limit: try context.integer("memory"), folder: context.request.outputFolder))
        let costs = try search.callCosts(prompt: prompts[0], ascends: planner.ascends)
        let seconds =
            try planner.needsSeconds ? context.callSeconds(search, prompts[0], ascends: planner.ascends) : nil
        let plans = try planner.plans(costs: costs, seconds: seconds)

        // A search of a large generator takes long, and is a unit of its own.
        let perPart = loaded.isOfWorld ? Self.searchesPerPart : 1
        var earlier = context.shorter.map {
            EarlierSearches($0, prompts: texts.count, repeats: repeats, perPart: perPart)
        }
        var parts: [SearchPart] = []
        let starts = Array(stride(from: 0, to: prompts.count, by: perPart))
        let known = try context.checkpoints.shardNames().filter(SearchPart.isName).count
        if known > 0 { context.progress.resumed(from: "part \(known) of \(starts.count)") }
        for (index, start) in starts.enumerated() {
            let range = start..<min(start + perPart, prompts.count)
            let name = SearchPart.name(index)
            if try context.checkpoints.shard(name) == nil {
                /// The first searches of the first prompts are shown in full, at the first budget.
                func isShown(_ place: Int) -> Bool {
                    place % repeats == 0 && place / repeats < SearchFigures.shownLives
                }
                let earlierOnes = range.map {
                    earlier?.search(prompt: $0 / repeats, repetition: $0 % repeats)
                }
                let found = zip(range, earlierOnes).map { place, search in
                    search?.found(by: plans, withGlimpses: isShown(place))
                }
                let missing = range.indices.filter { found[$0 - range.lowerBound] == nil }
                var drawn: SearchPart?
                if !missing.isEmpty {
                    let results = try search.run(
                        plans, prompts: missing.map { prompts[$0] }, costs: costs, seconds: seconds,
                        known: try missing.map {
                            try earlierOnes[$0 - range.lowerBound]?.known(planner, costs, seconds)
                                ?? KnownCandidates()
                        },
                        shown: (
                            Set(missing.indices.filter { isShown(missing[$0]) }),
                            Set(plans.indices.filter { plans[$0].budget == plans[0].budget })
                        ), checkCancellation: { try context.cancellation.check() })
                    drawn = try SearchPart(
                        results, prompts: texts.gathered(missing.map { $0 / repeats }), seconds: seconds)
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
            parts: parts, plans: plans, texts: texts.texts, repeats: repeats, steps: choices.steps,
            costs: costs, seconds: seconds,
            secondsAreMeasured: try context.optionalNumbers("call_seconds") == nil,
            rewards: models.rewards.count
        ).write(to: output, keepsWinners: context.boolean("keep_winners"))
    }

    /// Searches that run together: a unit of saved work.
    private static let searchesPerPart = 16
}

/// Why a search cannot start.
enum SearchStageError: Error, CustomStringConvertible {
    case noNoiseAwareReward
    case noiseAwareCount(found: Int, expected: Int)
    case otherSteps(found: Int, expected: Int)
    case hypernetworkBaseAlone

    var description: String {
        switch self {
        case .noNoiseAwareReward:
            "the strategy ttsnap prunes by a noise-aware reward; give the rewards of a train-narf stage as \"noise_aware\""
        case .noiseAwareCount(let found, let expected):
            "\"more_noise_aware\" has \(found) entries for \(expected) in \"more_rewards\"; give one for each (null "
                + "where there is none), or none at all"
        case .otherSteps(let found, let expected):
            "the tuned schedule is for a sampler of \(found) steps, but \"steps\" is \(expected)"
        case .hypernetworkBaseAlone:
            "\"hypernetwork_base\" says what a hypernetwork was trained on; give that one as \"hypernetwork\""
        }
    }
}
