import Models
import Tensors

/// A search with one strategy and one budget for each prompt.
public struct SearchPlan: Sendable, Hashable {
    public let strategy: SearchStrategy
    public let schedule: PruningSchedule
    /// Multiply-accumulates for one prompt.
    public let budget: Int

    public init(strategy: SearchStrategy, schedule: PruningSchedule, budget: Int) {
        self.strategy = strategy
        self.schedule = strategy == .bestOfN ? .none : schedule
        self.budget = budget
    }
}

/// What became of one candidate.
public struct CandidateLife: Sendable, Hashable, Codable {
    public let candidate: Int
    /// Score at each level that it reached.
    public var scores: [Float]
    /// The step at which it was pruned; `nil` for one that went to the end.
    public var prunedAt: Int?
}

/// What one plan found for one prompt.
public struct SearchResult {
    public let plan: SearchPlan
    public let prompt: String
    public let winner: Int
    /// The winner's picture: `[H, W, C]`.
    public let picture: Tensor
    /// The clean reward of the winner.
    public let reward: Float
    /// Multiply-accumulates that this search took, counted call by call.
    public let multiplyAccumulates: Int
    public let lives: [CandidateLife]
}

/// Runs several plans for the same prompts and the same noise, so that they can be compared pair by pair.
public struct Search {
    private let models: SearchModels
    private var steps: Int { models.generator.steps }

    public init(models: SearchModels) { self.models = models }

    /// Costs of one call of each model, measured on one call each.
    public func callCosts(prompt: SearchPrompt) throws -> CallCosts {
        let pool = try TrajectoryPool(models: models, prompts: [prompt], keptSteps: [0])
        let key = TrajectoryPool.Key(prompt: 0, candidate: 0)
        _ = try pool.scores([key], step: 0, isNoiseAware: false, checkCancellation: {})
        return CallCosts(
            encoder: try pool.encoderCost(), noiseAwareEncoder: try pool.noiseAwareEncoderCost(),
            denoiser: pool.denoiserCost(), decoder: pool.decoderCost(),
            verifier: try pool.verifierCost(step: 0, isNoiseAware: false))
    }

    /// Results in the order of plans and, within a plan, of prompts.
    ///
    /// - Parameter known: what earlier searches found out, by prompt; none where it is empty. The results are the
    ///   same with and without it.
    public func run(
        _ plans: [SearchPlan], prompts: [SearchPrompt], costs: CallCosts, known: [KnownCandidates] = [],
        checkCancellation: () throws -> Void = {}
    ) throws -> [SearchResult] {
        let pool = try TrajectoryPool(
            models: models, prompts: prompts, keptSteps: Set(plans.flatMap(\.schedule.steps)), known: known)
        return try plans.flatMap { plan in
            try run(plan, prompts: prompts, pool: pool, costs: costs, checkCancellation: checkCancellation)
        }
    }

    private func run(
        _ plan: SearchPlan, prompts: [SearchPrompt], pool: TrajectoryPool, costs: CallCosts,
        checkCancellation: () throws -> Void
    ) throws -> [SearchResult] {
        let schedule = plan.schedule
        let costs = costs.of(plan.strategy)
        guard let count = schedule.candidates(budget: plan.budget, steps: steps, costs: costs) else {
            throw SearchError.budgetTooSmall(
                budget: plan.budget, needed: schedule.cost(candidates: 1, steps: steps, costs: costs))
        }
        var alive = prompts.indices.map { prompt in
            (0..<count).map { TrajectoryPool.Key(prompt: prompt, candidate: $0) }
        }
        var lives = prompts.map { _ in
            (0..<count).map { CandidateLife(candidate: $0, scores: [], prunedAt: nil) }
        }
        var spent = Array(repeating: costs.encoder, count: prompts.count)
        var done = 0
        // Of the denoiser for each prompt; what one costs is known when some were made.
        var calls = 0
        var remaining = count
        // Of each candidate that is alive, its score at each level so far.
        var seen = prompts.map { _ in Array(repeating: [Float?](), count: count) }

        for (level, step) in schedule.steps.enumerated() {
            calls += remaining * (step + 1 - done)
            done = step + 1
            let next = schedule.survivors(of: remaining, level: level)
            guard next < remaining else {
                for prompt in prompts.indices {
                    for key in alive[prompt] { seen[prompt][key.candidate].append(nil) }
                }
                continue
            }
            let isNoiseAware = plan.strategy == .ttsnap
            let scores = try pool.scores(
                alive.flatMap { $0 }, step: step, isNoiseAware: isNoiseAware,
                checkCancellation: checkCancellation)
            for prompt in prompts.indices {
                let own = Array(scores[prompt * remaining..<(prompt + 1) * remaining])
                spent[prompt] +=
                    remaining
                    * (pool.decoderCost() + (try pool.verifierCost(step: step, isNoiseAware: isNoiseAware)))
                for (key, score) in zip(alive[prompt], own) { seen[prompt][key.candidate].append(score) }
                let verdicts = alive[prompt].map { schedule.verdict(seen[prompt][$0.candidate]) }
                let kept = Set(Ranking.descending(verdicts).prefix(next))
                for index in own.indices {
                    let candidate = alive[prompt][index].candidate
                    lives[prompt][candidate].scores.append(own[index])
                    if !kept.contains(index) { lives[prompt][candidate].prunedAt = step }
                }
                alive[prompt] = alive[prompt].indices.filter(kept.contains).map { alive[prompt][$0] }
            }
            remaining = next
        }

        let finals = try pool.scores(
            alive.flatMap { $0 }, step: nil, isNoiseAware: false, checkCancellation: checkCancellation)
        calls += remaining * (steps - done)
        return try prompts.indices.map { prompt in
            let own = Array(finals[prompt * remaining..<(prompt + 1) * remaining])
            spent[prompt] += calls * pool.denoiserCost() + remaining * pool.decoderCost()
            if remaining > 1 {
                spent[prompt] += remaining * (try pool.verifierCost(step: nil, isNoiseAware: false))
            }
            for (index, key) in alive[prompt].enumerated() {
                lives[prompt][key.candidate].scores.append(own[index])
            }
            let best = Ranking.argmax(own) ?? 0
            let key = alive[prompt][best]
            return SearchResult(
                plan: plan, prompt: prompts[prompt].text, winner: key.candidate,
                picture: try pool.picture(key, checkCancellation: checkCancellation), reward: own[best],
                multiplyAccumulates: spent[prompt], lives: lives[prompt])
        }
    }
}
