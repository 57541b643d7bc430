import Models
import Tensors

/// One plan on its way: methods ask it for scores and tell it what they are charged for.
///
/// All prompts are searched side by side and take the same calls, so one account serves all of them.
final class SearchRun {
    let pool: TrajectoryPool
    private let costs: CallCosts
    private(set) var calls = CallCounts()
    private var verifierCost = 0

    var prompts: [SearchPrompt] { pool.prompts }
    /// Of the sampler.
    var steps: Int { pool.models.generator.steps }
    var stateShape: Shape { pool.models.generator.stateShape }
    /// Candidates whose noise is improved together.
    var batch: Int { pool.models.generator.largestBatch }

    private var combination: RewardCombination { pool.models.combination }

    init(pool: TrajectoryPool, costs: CallCosts) {
        self.pool = pool
        self.costs = costs
    }

    /// What is known of a candidate at a level.
    struct Verdict {
        let rewards: [Float]
        /// The rewards combined, among the candidates of the same prompt that were compared.
        let score: Float
    }

    func charge(_ call: SearchCall, _ count: Int) { calls[call] += count }

    /// Takes the costs of calls from those measured before the search, where it makes none that tell.
    func takeKnownCosts() {
        let level = TrajectoryPool.Level(step: nil, isNoiseAware: false)
        pool.denoiserCosts = pool.denoiserCosts ?? costs.denoiser
        pool.decoderCosts = pool.decoderCosts ?? costs.decoder
        pool.verifierCosts[level] = pool.verifierCosts[level] ?? costs.verifier
    }

    /// Charges every reward's score of that many candidates.
    func chargeScores(_ count: Int, step: Int?, isNoiseAware: Bool) throws {
        calls[.verifier] += count
        verifierCost +=
            count * (try pool.verifierCost(TrajectoryPool.Level(step: step, isNoiseAware: isNoiseAware)))
    }

    /// Charges the improvement of the noise of candidates that start together.
    func chargeStart(_ count: Int) {
        calls[.hypernetwork] += count
        calls[.merging] += (count + batch - 1) / batch
    }

    /// Scores of the candidates of each prompt, of the estimates of a step or of finished pictures.
    func verdicts(_ candidates: [[Candidate]], step: Int?, isNoiseAware: Bool) throws -> [[Verdict]] {
        let keys = candidates.enumerated().flatMap { prompt, own in
            own.map { TrajectoryPool.Key(prompt: prompt, candidate: $0) }
        }
        let rewards = try pool.scores(keys, step: step, isNoiseAware: isNoiseAware)
        var start = 0
        return candidates.map { own in
            defer { start += own.count }
            let values = Array(rewards[start..<start + own.count])
            return combined(values)
        }
    }

    /// Candidates of one prompt that are compared with each other.
    func combined(_ rewards: [[Float]]) -> [Verdict] {
        zip(rewards, combination.scores(rewards)).map { Verdict(rewards: $0, score: $1) }
    }

    /// Enters a verdict into a life.
    func note(_ verdict: Verdict, in life: inout CandidateLife) {
        life.scores.append(verdict.score)
        if !combination.isSingle { life.rewards = (life.rewards ?? []) + [verdict.rewards] }
    }

    /// Everything that was charged, in multiply-accumulates.
    func cost() -> Int {
        var others = calls
        others[.verifier] = 0
        others[.denoiser] = 0
        others[.decoder] = 0
        return others.cost(costs) + verifierCost + calls[.denoiser] * pool.denoiserCost()
            + calls[.decoder] * pool.decoderCost()
    }
}
