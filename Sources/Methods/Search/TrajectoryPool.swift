import Models
import Tensors

/// The candidates of some prompts, denoised only as far as anyone asked.
///
/// Strategies that are compared start from the same noise, so they share trajectories and scores here. What each
/// call cost is kept beside its result: a strategy is charged for every call that it needs, as if it ran alone. What
/// earlier searches found out is taken over, and charged all the same.
final class TrajectoryPool {
    struct Key: Hashable {
        let prompt: Int
        let candidate: Int
    }

    private struct ScoreKey: Hashable {
        let key: Key
        let step: Int
        let isNoiseAware: Bool
    }

    private struct Trajectory {
        var calls = 0
        var state: Tensor
        var estimates: [Int: Tensor] = [:]
        var picture: Tensor?
    }

    private let models: SearchModels
    private let prompts: [SearchPrompt]
    private let sampler: FlowSampler
    private let keptSteps: Set<Int>
    private let batch = 64
    private var trajectories: [Key: Trajectory] = [:]
    private var scores: [ScoreKey: Float] = [:]
    private var knownPictures: [Key: Tensor] = [:]
    private let conditioning: Tensor

    /// Counted on the calls themselves, for one candidate each.
    private(set) var encoderCost = 0
    private var denoiserCosts: Int?
    private var verifierCosts: [VerifierKey: Int] = [:]

    private struct VerifierKey: Hashable {
        let step: Int
        let isNoiseAware: Bool
    }

    /// - Parameters:
    ///   - keptSteps: steps whose estimates are scored, and therefore kept.
    ///   - known: by prompt; none where it is empty.
    init(
        models: SearchModels, prompts: [SearchPrompt], sampler: FlowSampler, keptSteps: Set<Int>,
        known: [KnownCandidates] = []
    ) {
        self.models = models
        self.prompts = prompts
        self.sampler = sampler
        self.keptSteps = keptSteps
        let encoded = Execution.measured {
            Execution.withoutGradients { models.generator.encode(prompts.flatMap(\.tokens)) }
        }
        conditioning = encoded.result
        encoderCost = encoded.multiplyAccumulates / max(prompts.count, 1)
        for (prompt, known) in known.enumerated() {
            for (score, value) in known.scores {
                let key = Key(prompt: prompt, candidate: score.candidate)
                scores[ScoreKey(key: key, step: score.step ?? -1, isNoiseAware: score.isNoiseAware)] = value
            }
            for (candidate, picture) in known.pictures {
                knownPictures[Key(prompt: prompt, candidate: candidate)] = picture
            }
        }
    }

    /// What one step of one candidate costs.
    func denoiserCost() -> Int {
        if let denoiserCosts { return denoiserCosts }
        // Everything was known so far: one call tells.
        let cost = Execution.measured {
            Execution.withoutGradients {
                sampler.step(
                    blank, index: 0, denoiser: models.generator, conditioning: conditioning.gathered([0]))
            }
        }.multiplyAccumulates
        denoiserCosts = cost
        return cost
    }

    /// What one score of one candidate costs.
    func verifierCost(step: Int?, isNoiseAware: Bool) -> Int {
        let key = VerifierKey(step: step ?? -1, isNoiseAware: isNoiseAware)
        if let cost = verifierCosts[key] { return cost }
        let reward = reward(atStep: key.step, isNoiseAware: isNoiseAware)
        let cost = Execution.measured {
            Execution.withoutGradients { reward.score(blank, captions: prompts[0].tokens) }
        }.multiplyAccumulates
        verifierCosts[key] = cost
        return cost
    }

    private var blank: Tensor {
        let shape = models.generator.pictureShape.dimensions
        return Tensor.stacked([prompts[0].noise(0, Shape(shape))])
    }

    private func reward(atStep step: Int, isNoiseAware: Bool) -> any Reward {
        isNoiseAware ? models.noiseAware?.reward(atStep: step) ?? models.reward : models.reward
    }

    /// Denoises so that the estimate of `step` (or the picture, after the last one) is there for each candidate.
    func advance(_ keys: [Key], through step: Int, checkCancellation: () throws -> Void) throws {
        for key in keys where trajectories[key] == nil {
            trajectories[key] = Trajectory(
                state: prompts[key.prompt].noise(key.candidate, models.generator.pictureShape))
        }
        for index in 0...step {
            let waiting = keys.filter { trajectories[$0]!.calls == index }
            for start in stride(from: 0, to: waiting.count, by: batch) {
                try checkCancellation()
                call(Array(waiting[start..<min(start + batch, waiting.count)]), index: index)
            }
        }
    }

    private func call(_ keys: [Key], index: Int) {
        Execution.withoutGradients {
            let states = Tensor.stacked(keys.map { trajectories[$0]!.state })
            let words = conditioning.gathered(keys.map(\.prompt))
            let stepped = Execution.measured {
                sampler.step(states, index: index, denoiser: models.generator, conditioning: words)
            }
            denoiserCosts = stepped.multiplyAccumulates / keys.count
            for (row, key) in keys.enumerated() {
                trajectories[key]!.calls = index + 1
                trajectories[key]!.state = stepped.result.state.row(row)
                if keptSteps.contains(index) {
                    trajectories[key]!.estimates[index] = stepped.result.estimate.row(row)
                }
                if index + 1 == sampler.steps { trajectories[key]!.picture = trajectories[key]!.state }
            }
        }
    }

    /// The finished picture of a candidate.
    func picture(_ key: Key, checkCancellation: () throws -> Void) throws -> Tensor {
        if let known = knownPictures[key] { return known }
        try advance([key], through: sampler.steps - 1, checkCancellation: checkCancellation)
        return trajectories[key]!.picture!
    }

    /// Scores of the estimates of `step`, or of the finished pictures for `nil`, by the clean or the noise-aware
    /// reward. Candidates are denoised as far as that takes.
    func scores(_ keys: [Key], step: Int?, isNoiseAware: Bool, checkCancellation: () throws -> Void) throws
        -> [Float]
    {
        let index = step ?? -1
        func scoreKey(_ key: Key) -> ScoreKey { ScoreKey(key: key, step: index, isNoiseAware: isNoiseAware) }
        let missing = keys.filter { scores[scoreKey($0)] == nil }
        try advance(missing, through: step ?? sampler.steps - 1, checkCancellation: checkCancellation)
        let reward = reward(atStep: index, isNoiseAware: isNoiseAware)
        for start in stride(from: 0, to: missing.count, by: batch) {
            let part = Array(missing[start..<min(start + batch, missing.count)])
            let pictures = Tensor.stacked(
                part.map { key in
                    step.map { trajectories[key]!.estimates[$0]! } ?? trajectories[key]!.picture!
                })
            let scored = Execution.measured {
                Execution.withoutGradients {
                    reward.score(pictures, captions: part.flatMap { prompts[$0.prompt].tokens })
                }
            }
            verifierCosts[VerifierKey(step: index, isNoiseAware: isNoiseAware)] =
                scored.multiplyAccumulates / part.count
            for (key, score) in zip(part, scored.result.elements) { scores[scoreKey(key)] = score }
        }
        return keys.map { scores[scoreKey($0)]! }
    }
}
