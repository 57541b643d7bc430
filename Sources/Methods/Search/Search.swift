import Models
import Tensors

/// Runs several plans for the same prompts and the same noise, so that they can be compared pair by pair.
public struct Search {
    private let models: SearchModels
    private let memory: SearchMemory
    private var steps: Int { models.generator.steps }

    /// - Parameter memory: for the states of candidates; results are the same to the bit whatever it is.
    public init(models: SearchModels, memory: SearchMemory = .unlimited) {
        self.models = models
        self.memory = memory
    }

    /// Costs of one call of each model, measured on one call each.
    ///
    /// - Parameter ascends: whether a strategy optimises noise; gradients take memory and time.
    public func callCosts(prompt: SearchPrompt, ascends: Bool = false) throws -> CallCosts {
        let pool = try TrajectoryPool(models: models, prompts: [prompt], scoredSteps: [0])
        let key = TrajectoryPool.Key(prompt: 0, candidate: .fresh(0))
        _ = try pool.scores([key], step: 0, isNoiseAware: false)
        let hypernetwork = try pool.hypernetworkCosts()
        return CallCosts(
            encoder: try pool.encoderCost(), noiseAwareEncoder: try pool.noiseAwareEncoderCost(),
            denoiser: pool.denoiserCost(), decoder: pool.decoderCost(),
            verifier: try pool.verifierCost(TrajectoryPool.Level(step: 0, isNoiseAware: false)),
            hypernetwork: hypernetwork.candidate, merging: hypernetwork.batch,
            ascent: ascends ? try pool.ascentCost() : 0)
    }

    /// Seconds of one call of each model on this machine, now, with batches as a search has them. They differ from
    /// one time to the next.
    public func callSeconds(prompt: SearchPrompt, ascends: Bool = false) throws -> CallSeconds {
        try CallClock(models: models, prompt: prompt, ascends: ascends).seconds()
    }

    /// Candidates that a search with this plan starts with, or paths.
    public func size(_ plan: SearchPlan, costs: CallCosts, seconds: CallSeconds? = nil) throws(SearchError)
        -> Int
    {
        try plan.budget.size(
            of: plan.method, steps: steps, batch: models.generator.largestBatch, costs: costs,
            seconds: seconds)
    }

    /// Results in the order of plans and, within a plan, of prompts.
    ///
    /// - Parameters:
    ///   - seconds: of each call, for budgets in seconds.
    ///   - known: what earlier searches found out, by prompt; none where it is empty. The results are the same with
    ///     and without it.
    ///   - shown: prompts whose survivors are shown, and the plans for which they are.
    public func run(
        _ plans: [SearchPlan], prompts: [SearchPrompt], costs: CallCosts, seconds: CallSeconds? = nil,
        known: [KnownCandidates] = [], shown: (prompts: Set<Int>, plans: Set<Int>) = ([], []),
        checkCancellation: @escaping () throws -> Void = {}
    ) throws -> [SearchResult] {
        for plan in plans { try check(plan) }
        // A budget that is too small is refused before anything is drawn.
        let sizes = try plans.map { try size($0, costs: costs, seconds: seconds) }
        let pool = try TrajectoryPool(
            models: models, prompts: prompts, scoredSteps: Set(plans.flatMap(\.method.scoredSteps)),
            branchedSteps: Set(plans.flatMap(\.method.branchedSteps)), shown: shown.prompts, known: known,
            memory: memory, checkCancellation: checkCancellation)
        return try plans.indices.flatMap { place in
            let run = SearchRun(pool: pool, costs: costs)
            let findings = try plans[place].method.search(size: sizes[place], in: run)
            let shown = shown.plans.contains(place) ? shown.prompts : []
            return try findings.enumerated().map { prompt, finding in
                try result(plans[place], prompt, finding, run, isShown: shown.contains(prompt))
            }
        }
    }

    /// Whatever a strategy needs of the models has to be there.
    private func check(_ plan: SearchPlan) throws {
        for step in plan.method.branchedSteps {
            let start = plan.paths.start(after: step)
            guard models.generator.noiseLevel(before: start) != nil else {
                throw SearchError.cannotRenoise(step: start)
            }
        }
    }

    private func result(
        _ plan: SearchPlan, _ prompt: Int, _ finding: SearchFinding, _ run: SearchRun, isShown: Bool
    ) throws -> SearchResult {
        func key(_ number: Int) -> TrajectoryPool.Key {
            TrajectoryPool.Key(prompt: prompt, candidate: finding.candidates[number])
        }
        return SearchResult(
            plan: plan, prompt: run.prompts[prompt].text, winner: finding.winner,
            picture: try run.pool.picture(key(finding.winner)),
            reward: models.combination.value(finding.rewards), rewards: finding.rewards,
            multiplyAccumulates: run.cost(), calls: run.calls, lives: finding.lives, levels: finding.levels,
            glimpses: isShown
                ? try glimpses(finding) { try run.pool.glimpse(key($0), step: $1) } : [])
    }

    /// Survivors that are shown of each level.
    private static let shownSurvivors = 6

    /// Of each level, the best survivors.
    private func glimpses(
        _ finding: SearchFinding, _ picture: (Int, Int?) throws -> Tensor
    ) throws -> [SearchGlimpse] {
        // The score that a candidate had at each level: lives list them in order.
        var counts = finding.lives.map { _ in 0 }
        return try finding.levels.enumerated().flatMap { place, level in
            defer { for number in level.kept { counts[number] += 1 } }
            guard Self.isShown(level: place, of: finding.levels.count) else { return [SearchGlimpse]() }
            return try level.kept.prefix(Self.shownSurvivors).map { number in
                let scores = finding.lives[number].scores
                return SearchGlimpse(
                    level: place, step: level.step, candidate: number,
                    score: scores[min(counts[number], scores.count - 1)],
                    picture: try picture(number, level.step))
            }
        }
    }

    /// The first level, the last one, and some evenly between.
    private static func isShown(level: Int, of count: Int) -> Bool {
        let most = 6
        guard count > most else { return true }
        return (0..<most).contains { $0 * (count - 1) / (most - 1) == level }
    }
}
