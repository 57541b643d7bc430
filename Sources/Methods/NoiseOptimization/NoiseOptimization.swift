import Models
import Tensors

/// Reward-based noise optimisation (ReNO, arXiv 2406.04312): the noise of each picture climbs the gradient of the
/// rewards through a frozen generator, held near the norm of normal noise; the best picture on the way is kept.
///
/// Samples are independent: each has its momentum and its clipping, and comes out the same whatever else is in the
/// batch.
public struct NoiseOptimization {
    private let generator: any PictureGenerator
    private let rewards: [WeightedReward]
    public let options: NoiseOptimizationOptions

    /// - Parameter rewards: differentiable; at least one.
    public init(
        generator: any PictureGenerator, rewards: [WeightedReward],
        options: NoiseOptimizationOptions = NoiseOptimizationOptions()
    ) {
        precondition(!rewards.isEmpty && options.iterations > 0)
        self.generator = generator
        self.rewards = rewards
        self.options = options
    }

    /// Captions as generator and rewards read them; a row for each sample.
    public struct Captions {
        let generator: Conditioning
        let rewards: [Conditioning]

        /// The samples of these places.
        public func gathered(_ places: [Int]) -> Captions {
            Captions(
                generator: generator.gathered(places), rewards: rewards.map { $0.gathered(places) })
        }
    }

    /// - Throws: where a model cannot read a caption.
    public func encode(_ prompts: [String]) throws -> Captions {
        try Execution.withoutGradients {
            Captions(
                generator: try generator.encode(prompts),
                rewards: try rewards.map { try $0.reward.encode(prompts) })
        }
    }

    /// Multiply-accumulates of one sample.
    public struct Costs: Sendable, Hashable {
        /// Drawing and scoring one picture.
        public let forward: Int
        /// The gradient with respect to its noise.
        public let backward: Int

        /// Of a whole optimisation.
        public func total(iterations: Int) -> Int { iterations * forward + (iterations - 1) * backward }

        /// The most iterations that the budget pays for; nil where not one fits.
        public func iterations(budget: Int) -> Int? {
            guard budget >= forward else { return nil }
            return 1 + (budget - forward) / max(forward + backward, 1)
        }
    }

    /// Measured on one iteration.
    public func costs(noise: Tensor, captions: Captions, stepNoise: (_ index: Int) -> Tensor?) throws -> Costs
    {
        let drawn = Execution.measured {
            drawing(noise.tracked, captions: captions.gathered([0]), stepNoise: stepNoise)
        }
        let gradients = Execution.measured { drawn.result.objective.sum().gradients() }
        return Costs(forward: drawn.multiplyAccumulates, backward: gradients.multiplyAccumulates)
    }

    /// Optimises a batch.
    ///
    /// - Parameters:
    ///   - noise: `[B, H, W, C]`, standard normal.
    ///   - captions: of the samples.
    ///   - stepNoise: fresh noise for a step of the generator that adds some, the same in every iteration.
    ///   - checkCancellation: called before each iteration.
    public func run(
        noise: Tensor, captions: Captions, stepNoise: (_ index: Int) -> Tensor? = { _ in nil },
        checkCancellation: () throws -> Void = {}
    ) throws -> [NoiseOptimizationResult] {
        let count = noise.shape[0]
        var descent = NoiseDescent(noise: noise.detached, options: options)
        var best = [(iteration: Int, objective: Float, noise: Tensor, picture: Tensor)?](
            repeating: nil, count: count)
        var curves = [[Float]](repeating: [], count: count)
        var scores = [[[Float]]](repeating: [], count: count)
        for iteration in 0..<options.iterations {
            try checkCancellation()
            let isLast = iteration + 1 == options.iterations
            let leaf = isLast ? descent.noise : descent.noise.tracked
            let drawn =
                isLast
                ? Execution.withoutGradients { drawing(leaf, captions: captions, stepNoise: stepNoise) }
                : drawing(leaf, captions: captions, stepNoise: stepNoise)
            let objective = drawn.objective.elements
            let values = drawn.rewards.map(\.elements)
            for sample in 0..<count {
                curves[sample].append(objective[sample])
                scores[sample].append(values.map { $0[sample] })
                // A value that is not a number is never the best; the first one stands in for nothing better.
                let kept = best[sample]?.objective ?? .nan
                guard
                    best[sample] == nil || objective[sample] > kept
                        || (kept.isNaN && !objective[sample].isNaN)
                else { continue }
                best[sample] = (
                    iteration, objective[sample], descent.noise.row(sample),
                    drawn.pictures.detached.row(sample)
                )
            }
            if isLast { break }
            guard let gradient = drawn.objective.sum().gradients()[leaf] else {
                preconditionFailure("the rewards do not depend on the noise")
            }
            descent.step(rewardGradient: gradient)
        }
        return (0..<count).map { sample in
            let found = best[sample]!
            return NoiseOptimizationResult(
                noise: found.noise, picture: found.picture, iteration: found.iteration,
                objective: curves[sample], scores: scores[sample])
        }
    }

    /// Pictures of the noise and their rewards: `[B]` each, and their weighted sum.
    private func drawing(
        _ noise: Tensor, captions: Captions, stepNoise: (_ index: Int) -> Tensor?
    ) -> (pictures: Tensor, rewards: [Tensor], objective: Tensor) {
        var state = generator.start(noise)
        for index in 0..<generator.steps {
            let fresh = generator.drawsNoise(at: index) ? stepNoise(index) : nil
            let before = state
            // Of several steps only one is kept in memory for the backward pass.
            func step() -> Tensor {
                generator.step(before, index: index, conditioning: captions.generator, noise: fresh).state
            }
            state = generator.steps == 1 ? step() : recomputed(step)
        }
        let pictures = generator.pictures(of: state)
        let values = zip(rewards, captions.rewards).map { term, read in
            term.reward.score(term.reward.view(pictures), captions: read)
        }
        precondition(values.allSatisfy { $0.shape == [noise.shape[0]] }, "a reward gives one value a picture")
        let terms = zip(rewards, values).map { $0.weighted($1) }
        return (pictures, values, terms.dropFirst().reduce(terms[0]) { $0 + $1 })
    }
}
