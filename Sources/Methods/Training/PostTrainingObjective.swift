import Layers
import Models
import Tensors

/// The samples of one gradient.
struct PostTrainingBatch {
    /// `[B, H, W, C]`, standard normal.
    let noise: Tensor
    /// Fresh noise for a step of the generator that adds some.
    let stepNoise: (_ step: Int) -> Tensor
    /// Of the prompts in their list.
    let places: [Int]
}

/// What is trained along rewards: it turns noise and prompts into pictures, and the gradient at the pictures into one of
/// its weights.
protocol PostTrainingObjective {
    /// Its matrices are what learns.
    var adapter: LowRankAdapter { get }
    var stateShape: Shape { get }
    /// `[height, width, 3]` of one picture.
    var pictureShape: Shape { get }

    func outcome(
        _ batch: PostTrainingBatch, rewards: RewardGradients, options: PostTrainingOptions
    ) throws -> PostTrainingOutcome
}

/// What one batch gave.
struct PostTrainingOutcome {
    var gradients: Gradients
    /// Mean over the samples.
    var loss: Double
    /// As the models give them, by reward and sample.
    var rewards: [[Float]]
    /// Other figures worth showing; means over the samples.
    var metrics: [String: Double]
}
