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
            let seen = pictures.detached.tracked
            let values = weighted.reward.score(
                weighted.reward.view(seen), captions: try captions[index](places))
            let squashed = weighted.squashing?(values) ?? values
            let loss = squashed.sum() * (isNormalized ? -1 : -weighted.weight)
            guard var gradient = loss.gradients()[seen] else {
                throw PostTrainingError.notDifferentiable(reward: index)
            }
            if isNormalized {
                let norms = SampleClipping.norms(gradient)
                let mean = norms.reduce(0, +) / Float(norms.count)
                gradient = gradient * (mean > 0 ? weighted.weight / mean : 0)
            }
            result.gradient = index == 0 ? gradient : result.gradient + gradient
            result.loss -= Double(squashed.elements.reduce(0, +)) * Double(weighted.weight)
            result.rewards.append(values.elements)
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
