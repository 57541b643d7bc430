import Models
import Tensors

/// The candidates of some prompts, denoised only as far as anyone asked.
///
/// Strategies that are compared start from the same noise, so they share trajectories and scores here. What each
/// call cost is kept beside its result: a strategy is charged for every call that it needs, as if it ran alone.
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
    private let conditioning: Tensor

    /// Counted on the calls themselves.
    private(set) var encoderCost = 0
    private(set) var denoiserCost = 0
    private(set) var verifierCost = 0

    /// - Parameter keptSteps: steps whose estimates are scored, and therefore kept.
    init(models: SearchModels, prompts: [SearchPrompt], sampler: FlowSampler, keptSteps: Set<Int>) {
        self.models = models
        self.prompts = prompts
        self.sampler = sampler
        self.keptSteps = keptSteps
        let encoded = Execution.measured {
            Execution.withoutGradients { models.generator.encode(prompts.flatMap(\.tokens)) }
        }
        conditioning = encoded.result
        encoderCost = encoded.multiplyAccumulates / max(prompts.count, 1)
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
            denoiserCost = stepped.multiplyAccumulates / keys.count
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

    /// The finished picture of a candidate that went to the end.
    func picture(_ key: Key) -> Tensor { trajectories[key]!.picture! }

    /// Scores of the estimates of `step`, or of the finished pictures for `nil`, by the clean or the noise-aware
    /// reward.
    func scores(_ keys: [Key], step: Int?, isNoiseAware: Bool) -> [Float] {
        let index = step ?? -1
        func scoreKey(_ key: Key) -> ScoreKey { ScoreKey(key: key, step: index, isNoiseAware: isNoiseAware) }
        let missing = keys.filter { scores[scoreKey($0)] == nil }
        let reward = isNoiseAware ? models.noiseAware?.reward(atStep: index) ?? models.reward : models.reward
        for start in stride(from: 0, to: missing.count, by: batch) {
            let part = Array(missing[start..<min(start + batch, missing.count)])
            let pictures = Tensor.stacked(
                part.map { key in step.map { trajectories[key]!.estimates[$0]! } ?? picture(key) })
            let scored = Execution.measured {
                Execution.withoutGradients {
                    reward.score(pictures, captions: part.flatMap { prompts[$0.prompt].tokens })
                }
            }
            verifierCost = scored.multiplyAccumulates / part.count
            for (key, score) in zip(part, scored.result.elements) { scores[scoreKey(key)] = score }
        }
        return keys.map { scores[scoreKey($0)]! }
    }
}
