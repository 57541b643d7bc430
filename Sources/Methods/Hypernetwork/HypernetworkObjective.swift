import Layers
import Models
import Tensors

/// A noise hypernetwork's low-rank terms: reward of the picture, minus what keeps the noise where it was (arXiv
/// 2508.09968, eq. 9). The generator is frozen.
public struct HypernetworkObjective: PostTrainingObjective {
    let adapter: LowRankAdapter
    private let hypernetwork: NoiseHypernetwork
    private let prompts: [String]
    private let words: ReadPrompts
    private let regularizer: NoiseRegularizer
    private let regularization: Float

    var stateShape: Shape { hypernetwork.stateShape }
    var pictureShape: Shape { hypernetwork.generator.pictureShape }

    /// - Parameters:
    ///   - hypernetwork: its f is adapted by `adapter`, whose matrices are trainable.
    ///   - prompts: training captions.
    ///   - regularization: weight of the regulariser in the loss.
    public init(
        _ hypernetwork: NoiseHypernetwork, adapter: LowRankAdapter, prompts: [String],
        regularizer: NoiseRegularizer = .meanSquare, regularization: Float = 0.5
    ) {
        self.hypernetwork = hypernetwork
        self.adapter = adapter
        self.prompts = prompts
        self.regularizer = regularizer
        self.regularization = regularization
        words = ReadPrompts(prompts) { try hypernetwork.generator.encode($0) }
    }

    func outcome(
        _ batch: PostTrainingBatch, rewards: RewardGradients, options: PostTrainingOptions
    ) throws -> PostTrainingOutcome {
        let (noise, places) = (batch.noise, batch.places)
        let count = places.count
        // f may learn to read captions in another way, so that it reads them in each step.
        let captions = try hypernetwork.shift.encode(places.map { prompts[$0] })
        let compute = { hypernetwork.output(noise, captions: captions) }
        let output = options.recomputes ? recomputed(compute) : compute()

        let improved = hypernetwork.improved(noise, output: output.detached).tracked
        let pictures = draw(improved, batch, words: try words(places), recomputes: options.recomputes)
        let result = try rewards(of: pictures, places: places)
        guard var gradient = pictures.gradients(seed: result.gradient)[improved] else {
            preconditionFailure("the generator's pictures depend on its noise")
        }
        if options.clipsSamples { gradient = SampleClipping.clipped(gradient) }

        // The regulariser's gradient joins that of the reward at the change, and both flow through f once.
        let found = output.detached
        let seed =
            gradient * (1 / Float(count))
            + regularizer.gradient(weight: regularization, output: found, improved: improved.detached)
        let change = improved.detached - noise
        return PostTrainingOutcome(
            gradients: output.gradients(seed: seed),
            loss: result.loss / Double(count) + Double(regularization)
                * regularizer.value(output: found, improved: improved.detached),
            rewards: result.rewards,
            metrics: [
                "change": Double(
                    (hypernetwork.isResidual ? found : change).sumOfSquares / Float(found.count)),
                "kl_bound": Double(change.sumOfSquares) / 2 / Double(count),
            ])
    }

    private func draw(
        _ improved: Tensor, _ batch: PostTrainingBatch, words: Conditioning, recomputes: Bool
    ) -> Tensor {
        let generator = hypernetwork.generator
        guard recomputes else {
            return hypernetwork.draw(improved, captions: words, stepNoise: batch.stepNoise)
        }
        let states = recomputed {
            generator.sample(improved, conditioning: words, stepNoise: batch.stepNoise)
        }
        return recomputed { generator.pictures(of: states) }
    }
}
