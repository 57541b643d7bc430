import Layers
import Models
import Tensors

/// Low-rank terms of the generator itself, trained along rewards directly: the rival of noise hypernetworks, which
/// drifts from what it drew before as nothing holds it there.
public struct GeneratorObjective: PostTrainingObjective {
    let adapter: LowRankAdapter
    private let generator: any PictureGenerator
    private let prompts: [String]

    var stateShape: Shape { generator.stateShape }
    var pictureShape: Shape { generator.pictureShape }

    /// - Parameter generator: adapted by `adapter`, whose matrices are trainable.
    public init(_ generator: any PictureGenerator, adapter: LowRankAdapter, prompts: [String]) {
        self.generator = generator
        self.adapter = adapter
        self.prompts = prompts
    }

    func outcome(
        _ batch: PostTrainingBatch, rewards: RewardGradients, options: PostTrainingOptions
    ) throws -> PostTrainingOutcome {
        let places = batch.places
        let words = try generator.encode(places.map { prompts[$0] })
        let compute = {
            generator.pictures(
                of: generator.sample(batch.noise, conditioning: words, stepNoise: batch.stepNoise))
        }
        let pictures = options.recomputes ? recomputed(compute) : compute()
        let result = try rewards(of: pictures, places: places)
        let gradient = options.clipsSamples ? SampleClipping.clipped(result.gradient) : result.gradient
        return PostTrainingOutcome(
            gradients: pictures.gradients(seed: gradient * (1 / Float(places.count))),
            loss: result.loss / Double(places.count), rewards: result.rewards, metrics: [:])
    }
}
