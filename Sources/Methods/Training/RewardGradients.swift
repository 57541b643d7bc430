import Models
import Tensors

/// The gradient of a loss of several rewards at pictures.
///
/// Rewards are differentiated one after another, so that only one of them keeps its activations at a time, and none of
/// the generator's are needed for it.
final class RewardGradients {
    private let rewards: [WeightedReward]
    private let captions: [ReadPrompts]
    /// Whether each reward's gradient is brought to a mean norm of 1 over the batch before it is weighted, so that the
    /// weights alone say how much each pulls.
    private let isNormalized: Bool

    /// - Parameter prompts: each is read once for each reward.
    init(_ rewards: [WeightedReward], prompts: [String], isNormalized: Bool) {
        self.rewards = rewards
        self.isNormalized = isNormalized
        captions = rewards.map { weighted in ReadPrompts(prompts) { try weighted.reward.encode($0) } }
    }

    /// Whether each reward can be differentiated, tried at one picture of noise.
    ///
    /// It belongs to no step, so that its multiply-accumulates are not counted, but for reading the prompt, which is
    /// kept.
    ///
    /// - Parameters:
    ///   - shape: of the picture.
    ///   - place: of its prompt in the list.
    /// - Throws: `PostTrainingError.notDifferentiable`, and where a reward cannot read the prompt.
    func check(pictureShape shape: Shape, place: Int) throws {
        let picture = Tensor.normal(
            Shape([1] + shape.dimensions), from: RandomStream(seed: 0).stream("probe of rewards")
        ).tanh
        for index in rewards.indices {
            let read = try captions[index]([place])
            _ = try Execution.$meter.withValue(nil) { try differentiated(index, at: picture, captions: read) }
        }
    }

    /// The values of one reward, the same squashed, and the gradient of the loss at the pictures.
    private func differentiated(
        _ index: Int, at pictures: Tensor, captions: Conditioning
    ) throws -> (values: Tensor, squashed: Tensor, gradient: Tensor) {
        let weighted = rewards[index]
        let seen = pictures.detached.tracked
        let values = weighted.reward.score(weighted.reward.view(seen), captions: captions)
        let squashed = weighted.squashing?(values) ?? values
        let loss = squashed.sum() * (isNormalized ? -1 : -weighted.weight)
        guard let gradient = loss.gradients()[seen] else {
            throw PostTrainingError.notDifferentiable(reward: index, name: weighted.name)
        }
        return (values, squashed, gradient)
    }

    struct Result {
        /// Gradient of each sample's loss at its picture.
        var gradient: Tensor
        /// Sum of all losses.
        var loss: Double
        /// As the models give them, by reward and sample.
        var rewards: [[Float]]
    }

    /// - Parameters:
    ///   - pictures: `[B, H, W, 3]`.
    ///   - places: of their prompts in the list.
    /// - Throws: `PostTrainingError.notDifferentiable`.
    func callAsFunction(of pictures: Tensor, places: [Int]) throws -> Result {
        var result = Result(gradient: .zeros(pictures.shape), loss: 0, rewards: [])
        for (index, weighted) in rewards.enumerated() {
            let found = try differentiated(index, at: pictures, captions: captions[index](places))
            var gradient = found.gradient
            if isNormalized {
                let norms = SampleClipping.norms(gradient)
                let mean = norms.reduce(0, +) / Float(norms.count)
                gradient = gradient * (mean > 0 ? weighted.weight / mean : 0)
            }
            result.gradient = index == 0 ? gradient : result.gradient + gradient
            result.loss -= Double(found.squashed.elements.reduce(0, +)) * Double(weighted.weight)
            result.rewards.append(found.values.elements)
        }
        return result
    }
}

/// Gradients of single samples held at the batch's median norm: generators are steep in places, and single samples would
/// drown the rest.
enum SampleClipping {
    static func norms(_ gradient: Tensor) -> [Float] {
        gradient.squared.sum(axes: Array(1..<gradient.shape.rank)).squareRoot.elements
    }

    static func clipped(_ gradient: Tensor) -> Tensor {
        let norms = norms(gradient)
        let median = norms.sorted()[norms.count / 2]
        let factors = norms.map { $0 > median && $0 > 0 ? median / $0 : 1 }
        let ones = Array(repeating: 1, count: gradient.shape.rank - 1)
        return gradient * Tensor(factors, shape: Shape([factors.count] + ones))
    }
}
