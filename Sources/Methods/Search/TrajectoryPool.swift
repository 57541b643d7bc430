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
        /// What the generator believed the final state to be, at the steps that are scored.
        var estimates: [Int: Tensor] = [:]
        var picture: Tensor?
    }

    private let models: SearchModels
    private let prompts: [SearchPrompt]
    private let keptSteps: Set<Int>
    private var trajectories: [Key: Trajectory] = [:]
    private var scores: [ScoreKey: Float] = [:]
    private var knownPictures: [Key: Tensor] = [:]
    private let conditioning: Conditioning
    /// The prompts as each reward reads them: the clean one at -1, the noise-aware ones at their steps.
    private var captions: [VerifierKey: Conditioning] = [:]

    /// Counted on the calls themselves, for one candidate each.
    private var generatorEncoderCost = 0
    private var denoiserCosts: Int?
    private var decoderCosts: Int?
    private var verifierCosts: [VerifierKey: Int] = [:]

    private struct VerifierKey: Hashable {
        let step: Int
        let isNoiseAware: Bool
    }

    /// - Parameters:
    ///   - keptSteps: steps whose estimates are scored, and therefore kept.
    ///   - known: by prompt; none where it is empty.
    init(
        models: SearchModels, prompts: [SearchPrompt], keptSteps: Set<Int>, known: [KnownCandidates] = []
    ) throws {
        self.models = models
        self.prompts = prompts
        self.keptSteps = keptSteps
        let encoded = try Execution.measured {
            try Execution.withoutGradients { try models.generator.encode(prompts.map(\.text)) }
        }
        conditioning = encoded.result
        generatorEncoderCost = encoded.multiplyAccumulates / max(prompts.count, 1)
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

    /// What one prompt costs to read, for the generator and the clean reward.
    func encoderCost() throws -> Int { generatorEncoderCost + (try encoderCost(of: models.reward)) }

    /// What one prompt costs to read for all noise-aware rewards.
    func noiseAwareEncoderCost() throws -> Int {
        try (models.noiseAware?.levels ?? []).reduce(0) { $0 + (try encoderCost(of: $1.reward)) }
    }

    private func encoderCost(of reward: any PictureReward) throws -> Int {
        try Execution.measured {
            try Execution.withoutGradients { try reward.encode([prompts[0].text]) }
        }.multiplyAccumulates
    }

    /// What the picture of one state costs.
    func decoderCost() -> Int {
        if let decoderCosts { return decoderCosts }
        let cost = Execution.measured {
            Execution.withoutGradients { models.generator.pictures(of: models.generator.start(blank)) }
        }.multiplyAccumulates
        decoderCosts = cost
        return cost
    }

    /// What one step of one candidate costs.
    func denoiserCost() -> Int {
        if let denoiserCosts { return denoiserCosts }
        // Everything was known so far: one call tells.
        let cost = Execution.measured {
            Execution.withoutGradients {
                let state = models.generator.start(blank)
                return models.generator.prediction(
                    state, index: 0, conditioning: conditioning.gathered([0]))
            }
        }.multiplyAccumulates
        denoiserCosts = cost
        return cost
    }

    /// What one score of one candidate costs.
    func verifierCost(step: Int?, isNoiseAware: Bool) throws -> Int {
        let key = VerifierKey(step: step ?? -1, isNoiseAware: isNoiseAware)
        if let cost = verifierCosts[key] { return cost }
        let reward = reward(atStep: key.step, isNoiseAware: isNoiseAware)
        let captions = try captions(of: reward, key).gathered([0])
        let picture = Execution.withoutGradients {
            models.generator.pictures(of: models.generator.start(blank))
        }
        let cost = Execution.measured {
            Execution.withoutGradients { reward.score(reward.view(picture), captions: captions) }
        }.multiplyAccumulates
        verifierCosts[key] = cost
        return cost
    }

    private var blank: Tensor {
        Tensor.stacked([prompts[0].noise(0, models.generator.stateShape)])
    }

    /// All prompts as a reward reads them; they are read once.
    private func captions(of reward: any PictureReward, _ key: VerifierKey) throws -> Conditioning {
        // The clean reward is the same at every step.
        let key = key.isNoiseAware ? key : VerifierKey(step: -1, isNoiseAware: false)
        if let known = captions[key] { return known }
        let read = try Execution.withoutGradients { try reward.encode(prompts.map(\.text)) }
        captions[key] = read
        return read
    }

    private func reward(atStep step: Int, isNoiseAware: Bool) -> any PictureReward {
        isNoiseAware ? models.noiseAware?.reward(atStep: step) ?? models.reward : models.reward
    }

    /// Denoises so that the estimate of `step` (or the picture, after the last one) is there for each candidate.
    func advance(_ keys: [Key], through step: Int, checkCancellation: () throws -> Void) throws {
        for key in keys where trajectories[key] == nil {
            trajectories[key] = Trajectory(
                state: models.generator.start(
                    prompts[key.prompt].noise(key.candidate, models.generator.stateShape)))
        }
        for index in 0...step {
            let waiting = keys.filter { trajectories[$0]!.calls == index }
            let batch = models.generator.largestBatch
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
            let noise =
                models.generator.drawsNoise(at: index)
                ? Tensor.stacked(
                    keys.map { key in
                        prompts[key.prompt].stepNoise(
                            key.candidate, step: index, models.generator.stateShape)
                    }) : nil
            let stepped = Execution.measured {
                models.generator.step(states, index: index, conditioning: words, noise: noise)
            }
            denoiserCosts = stepped.multiplyAccumulates / keys.count
            for (row, key) in keys.enumerated() {
                trajectories[key]!.calls = index + 1
                trajectories[key]!.state = stepped.result.state.row(row)
                if keptSteps.contains(index) {
                    trajectories[key]!.estimates[index] = stepped.result.estimate.row(row)
                }
            }
        }
    }

    /// The finished picture of a candidate.
    func picture(_ key: Key, checkCancellation: () throws -> Void) throws -> Tensor {
        if let known = knownPictures[key] { return known }
        try advance([key], through: models.generator.steps - 1, checkCancellation: checkCancellation)
        if let picture = trajectories[key]!.picture { return picture }
        let picture = Execution.withoutGradients {
            models.generator.pictures(of: Tensor.stacked([trajectories[key]!.state])).row(0)
        }
        trajectories[key]!.picture = picture
        return picture
    }

    /// Scores of the estimates of `step`, or of the finished pictures for `nil`, by the clean or the noise-aware
    /// reward. Candidates are denoised as far as that takes.
    func scores(_ keys: [Key], step: Int?, isNoiseAware: Bool, checkCancellation: () throws -> Void) throws
        -> [Float]
    {
        let index = step ?? -1
        func scoreKey(_ key: Key) -> ScoreKey { ScoreKey(key: key, step: index, isNoiseAware: isNoiseAware) }
        let missing = keys.filter { scores[scoreKey($0)] == nil }
        try advance(
            missing, through: step ?? models.generator.steps - 1, checkCancellation: checkCancellation)
        let reward = reward(atStep: index, isNoiseAware: isNoiseAware)
        let verifier = VerifierKey(step: index, isNoiseAware: isNoiseAware)
        let captions = missing.isEmpty ? nil : try captions(of: reward, verifier)
        let batch = min(models.generator.largestBatch, reward.largestBatch)
        for start in stride(from: 0, to: missing.count, by: batch) {
            try checkCancellation()
            let part = Array(missing[start..<min(start + batch, missing.count)])
            let states = Tensor.stacked(
                part.map { key in
                    step.map { trajectories[key]!.estimates[$0]! } ?? trajectories[key]!.state
                })
            let decoded = Execution.measured {
                Execution.withoutGradients { models.generator.pictures(of: states) }
            }
            decoderCosts = decoded.multiplyAccumulates / part.count
            if step == nil {
                for (row, key) in part.enumerated() {
                    trajectories[key]!.picture = Execution.withoutGradients { decoded.result.row(row) }
                }
            }
            let scored = Execution.measured {
                Execution.withoutGradients {
                    reward.score(
                        reward.view(decoded.result), captions: captions!.gathered(part.map(\.prompt)))
                }
            }
            verifierCosts[verifier] = scored.multiplyAccumulates / part.count
            for (key, score) in zip(part, scored.result.elements) { scores[scoreKey(key)] = score }
        }
        return keys.map { scores[scoreKey($0)]! }
    }
}
