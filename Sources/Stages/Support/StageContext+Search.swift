import Engine
import Foundation
import Methods
import Values

extension StageContext {
    /// Budgets of a search.
    func searchBudgets(_ name: String) throws -> [SearchBudget] {
        let value = try value(name)
        return try (value.arrayValue ?? []).map { try searchBudget($0, of: name) }
    }

    /// One budget of a search.
    func optionalSearchBudget(_ name: String) throws -> SearchBudget? {
        let value = try value(name)
        return value == .null ? nil : try searchBudget(value, of: name)
    }

    private func searchBudget(_ value: JSONValue, of name: String) throws -> SearchBudget {
        let budget: SearchBudget? =
            if case .string(let text) = value {
                SearchBudget(text)
            } else {
                value.doubleValue.map { .multiplyAccumulates(Int($0)) }
            }
        guard let budget else {
            throw StageContextError.wrongType(name, kind: request.kind, expected: "a budget", found: value)
        }
        return budget
    }

    /// How a search optimises noise.
    func ascentOptions() throws -> NoiseOptimizationOptions {
        var options = NoiseOptimizationOptions()
        options.iterations = try integer("iterations")
        options.learningRate = Float(try number("ascent_rate"))
        options.momentum = Float(try number("ascent_momentum"))
        options.isNesterov = try boolean("ascent_nesterov")
        options.maximumNorm = Float(try number("ascent_clip"))
        options.regularization = Float(try number("ascent_regularization"))
        return options
    }

    /// The models of a search.
    func searchModels(
        _ loaded: LoadedGenerator, artifact: Artifact, choices: GeneratorChoices
    ) throws -> SearchModels {
        let first = try self.artifact("reward").reward()
        var rewards = [
            SearchReward(
                first.reward,
                noiseAware: try optionalArtifact("noise_aware")?.noiseAwareReward(over: first)
                    .judging(by: judges()))
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

    /// By step, the level whose reward judges it; empty where the recipe does not say.
    private func judges() throws -> [Int: Int?] {
        guard let levels = try optionalIntegers("judges") else { return [:] }
        let steps = try integers("at")
        guard levels.count == steps.count else {
            throw NoiseAwareError.judgeCount(found: levels.count, steps: steps.count)
        }
        let judges = levels.map { level -> Int? in level < 0 ? nil : level }
        return Dictionary(zip(steps, judges)) { first, _ in first }
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
    func callSeconds(_ search: Search, _ prompt: SearchPrompt, ascends: Bool) throws -> CallSeconds {
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
        let seconds = try search.callSeconds(prompt: prompt, ascends: ascends)
        try checkpoints.saveShard(name) { try writeJSON(seconds, to: $0) }
        return seconds
    }
}

extension SearchCall {
    /// Calls whose seconds a recipe may give, in its order.
    static let timed: [SearchCall] = [
        .encoder, .noiseAwareEncoder, .denoiser, .decoder, .verifier, .hypernetwork, .ascent,
    ]
}
