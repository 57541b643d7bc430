import Engine
import Foundation
import Methods
import Values

/// Which searches the recipe asks for.
struct SearchPlanner {
    let strategies: [SearchStrategy]
    let budgets: [SearchBudget]
    private let schedule: PruningSchedule
    private let tuned: TunedSchedule?
    private let neighbors: NeighborChoices
    private let paths: PathChoices
    private let steps: Int

    init(_ context: StageContext, steps: Int) throws {
        self.steps = steps
        strategies = try context.strings("strategies").compactMap(SearchStrategy.init(rawValue:))
        budgets = try context.searchBudgets("budgets")
        tuned = try context.optionalArtifact("schedule").map { artifact in
            let path = try artifact.path(of: TunedSchedule.fileName)
            guard let data = FileManager.default.contents(atPath: path) else {
                throw StageError.unreadable(file: TunedSchedule.fileName, problem: "cannot be read")
            }
            return try TunedSchedule(json: data)
        }
        if let tuned, tuned.steps != steps {
            throw SearchStageError.otherSteps(found: tuned.steps, expected: steps)
        }
        // What no strategy uses may be anything: its default is not for every number of steps.
        schedule =
            tuned != nil || !strategies.contains(where: \.prunes)
            ? .none
            : try PruningSchedule(steps: context.integers("at"), keep: context.numbers("keep"), of: steps)
        neighbors = try NeighborChoices(
            count: context.integer("neighbors"), radius: context.number("radius"))
        paths =
            strategies.contains(.paths)
            ? try PathChoices(
                steps: context.integers("branch_at"), branches: context.integer("branches"),
                back: context.integer("renoise"), of: steps) : .none
    }

    /// Whether a budget is in seconds.
    var needsSeconds: Bool {
        budgets.contains { if case .seconds = $0 { true } else { false } }
    }

    func plans(costs: CallCosts, seconds: CallSeconds?) throws -> [SearchPlan] {
        try budgets.flatMap { budget in
            try strategies.map { try plan($0, budget, costs, seconds) }
        }
    }

    func plan(
        _ strategy: SearchStrategy, _ budget: SearchBudget, _ costs: CallCosts, _ seconds: CallSeconds?
    ) throws -> SearchPlan {
        SearchPlan(
            strategy: strategy, schedule: try schedule(for: budget, costs, seconds), budget: budget,
            neighbors: neighbors, paths: paths)
    }

    private func schedule(
        for budget: SearchBudget, _ costs: CallCosts, _ seconds: CallSeconds?
    ) throws -> PruningSchedule {
        guard let tuned else { return schedule }
        let entry: TunedSchedule.Entry? =
            switch budget {
            case .multiplyAccumulates(let count):
                tuned.entry(budget: Double(count), denoiser: Double(costs.denoiser))
            case .seconds(let limit):
                tuned.entry(budget: limit, denoiser: max(seconds?[.denoiser] ?? 0, .leastNormalMagnitude))
            case .images(let count):
                tuned.schedules.last { $0.candidates <= count } ?? tuned.schedules.first
            }
        return try entry.map {
            try PruningSchedule(steps: $0.at, keep: $0.keep, weights: $0.weights, of: steps)
        } ?? .none
    }
}

extension StageContext {
    /// Budgets of a search.
    func searchBudgets(_ name: String) throws -> [SearchBudget] {
        let value = try value(name)
        let budgets: [SearchBudget?] = (value.arrayValue ?? []).map { element in
            if case .string(let text) = element { return SearchBudget(text) }
            return element.doubleValue.map { .multiplyAccumulates(Int($0)) }
        }
        return try budgets.map { budget in
            guard let budget else {
                throw StageContextError.wrongType(
                    name, kind: request.kind, expected: "budgets", found: value)
            }
            return budget
        }
    }

    /// The models of a search.
    func searchModels(
        _ loaded: LoadedGenerator, artifact: Artifact, choices: GeneratorChoices
    ) throws -> SearchModels {
        let first = try self.artifact("reward").reward()
        var rewards = [
            SearchReward(
                first.reward, noiseAware: try optionalArtifact("noise_aware")?.noiseAwareReward(over: first))
        ]
        let more = try artifacts("more_rewards")
        let noiseAware = try optionalArtifacts("more_noise_aware")
        guard noiseAware.isEmpty || noiseAware.count == more.count else {
            throw SearchStageError.noiseAwareCount(found: noiseAware.count, expected: more.count)
        }
        for (place, other) in more.enumerated() {
            let reward = try other.reward()
            rewards.append(
                SearchReward(
                    reward.reward,
                    noiseAware: noiseAware.isEmpty
                        ? nil : try noiseAware[place]?.noiseAwareReward(over: reward)))
        }
        let weights = try numbers("reward_weights")
        let rule = RewardCombination.Rule(rawValue: try string("combine")) ?? .weightedSum
        return SearchModels(
            generator: loaded.generator, rewards: rewards,
            combination: try RewardCombination(
                rule, weights: weights.isEmpty ? rewards.map { _ in 1 } : weights, rewards: rewards.count),
            hypernetwork: try searchHypernetwork(artifact, choices))
    }

    private func searchHypernetwork(
        _ generator: Artifact, _ choices: GeneratorChoices
    ) throws -> NoiseHypernetwork? {
        let base = try optionalArtifact("hypernetwork_base")
        guard let hypernetwork = try optionalArtifact("hypernetwork") else {
            if base != nil { throw SearchStageError.hypernetworkBaseAlone }
            return nil
        }
        return try HypernetworkFiles.read(hypernetwork, generator: base ?? generator, choices: choices)
    }

    private static let callSecondsName = "call-seconds"

    /// Seconds of each call: those of the recipe, of this stage before it was interrupted, or of a shorter run of it;
    /// else measured.
    func callSeconds(_ search: Search, _ prompt: SearchPrompt) throws -> CallSeconds {
        if let given = try optionalNumbers("call_seconds") {
            return CallSeconds(Dictionary(uniqueKeysWithValues: zip(SearchCall.timed, given)))
        }
        let name = Self.callSecondsName
        let saved = try checkpoints.shard(name) ?? shorter?.shard(name)
        if let saved, let data = FileManager.default.contents(atPath: saved),
            let seconds = try? JSONDecoder().decode(CallSeconds.self, from: data)
        {
            if try checkpoints.shard(name) == nil { try checkpoints.saveShard(name, copying: saved) }
            return seconds
        }
        let seconds = try search.callSeconds(prompt: prompt)
        try checkpoints.saveShard(name) { try writeJSON(seconds, to: $0) }
        return seconds
    }
}

extension SearchCall {
    /// Calls whose seconds a recipe may give, in its order.
    static let timed: [SearchCall] = [
        .encoder, .noiseAwareEncoder, .denoiser, .decoder, .verifier, .hypernetwork,
    ]
}
