import Models
import Tensors

/// Gradient ascent on the noise of candidates.
extension TrajectoryPool {
    private func optimization(_ options: NoiseOptimizationOptions) -> NoiseOptimization {
        NoiseOptimization(
            generator: models.generator,
            rewards: zip(models.rewards, models.combination.weights).map { reward, weight in
                WeightedReward(reward.reward, weight: Float(weight))
            }, options: options)
    }

    private func ascentCaptions(_ prompts: [Int]) throws -> NoiseOptimization.Captions {
        let level = Level(step: nil, isNoiseAware: false)
        return NoiseOptimization.Captions(
            generator: conditioning, rewards: try models.rewards.indices.map { try captions($0, level) }
        ).gathered(prompts)
    }

    /// Optimises the noise that candidates start from, improved by the hypernetwork where there is one.
    func ascend(
        _ keys: [Key], options: NoiseOptimizationOptions, iterations: Int
    ) throws -> [NoiseOptimizationResult] {
        var options = options
        options.iterations = iterations
        let optimization = optimization(options)
        var results: [NoiseOptimizationResult] = []
        let batch = models.largestScoredBatch
        for start in stride(from: 0, to: keys.count, by: batch) {
            let part = Array(keys[start..<min(start + batch, keys.count)])
            let noise = try Execution.withoutGradients { try improvedNoise(part) }
            results += try optimization.run(
                noise: noise, captions: ascentCaptions(part.map(\.prompt)),
                stepNoise: { step in .stacked(part.map { self.stepNoise($0, step) }) },
                checkCancellation: checkCancellation)
        }
        return results
    }

    /// What the gradient of one sample costs, beside drawing and scoring it.
    func ascentCost() throws -> Int {
        let key = Key(prompt: 0, candidate: .fresh(0))
        return try optimization(NoiseOptimizationOptions()).costs(
            noise: blank(), captions: ascentCaptions([0]),
            stepNoise: { step in .stacked([self.stepNoise(key, step)]) }
        ).backward
    }

    /// Seconds of the same, in a batch of that size.
    func ascentSeconds(batch: Int) throws -> Double {
        let keys = Array(repeating: Key(prompt: 0, candidate: .fresh(0)), count: batch)
        let noise = blank(batch)
        func seconds(_ iterations: Int) throws -> Double {
            var options = NoiseOptimizationOptions()
            options.iterations = iterations
            let (own, captions) = (optimization(options), try ascentCaptions(keys.map(\.prompt)))
            let clock = ContinuousClock()
            return try (0..<3).map { _ in
                try clock.measure {
                    _ = try own.run(
                        noise: noise, captions: captions,
                        stepNoise: { step in .stacked(keys.map { self.stepNoise($0, step) }) })
                } / .seconds(1)
            }.min() ?? 0
        }
        // Of two pictures the first one has a gradient.
        return max(0, (try seconds(2) - 2 * seconds(1)) / Double(batch))
    }
}
