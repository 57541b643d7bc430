import Layers
import Models
import Tensors

/// Trains the low-rank terms of a noise hypernetwork: reward of the picture, minus the squared norm of the change
/// (arXiv 2508.09968, eq. 9).
public struct HypernetworkTraining: Training {
    public struct Options: Sendable {
        public var steps = 300
        public var batch = 32
        public var learningRate: Float = 1e-3
        public var warmup = 20
        /// Share of the training at the full rate, before the linear decay.
        public var hold: Float = 0.5
        public var rewardWeight: Float = 5
        /// Weight of the mean of squares of the change.
        public var regularization: Float = 0.5
        /// The reward is squashed to `s · tanh((R + o) / s)`: a few hopeless samples must not own the gradient.
        public var squashScale: Float = 6
        public var squashOffset: Float = 4
        public var maximumNorm: Float = 1
        public var seed: UInt64 = 5

        public init() {}
    }

    public let options: Options
    public var steps: Int { options.steps }
    public var steadySteps: Int { LearningRate.steadySteps(of: steps, hold: options.hold) }

    private let hypernetwork: NoiseHypernetwork
    private let adapter: LowRankAdapter
    private let reward: any Reward
    private let captions: [[Int32]]
    private let shape: Shape
    private var optimizer: AdamW
    private let stream: RandomStream

    /// - Parameters:
    ///   - hypernetwork: its f is adapted by `adapter`, whose matrices are trainable; g and reward are frozen.
    ///   - captions: training captions, drawn from at random.
    public init(
        options: Options, hypernetwork: NoiseHypernetwork, adapter: LowRankAdapter, reward: any Reward,
        captions: [[Int32]], pictureShape: Shape
    ) {
        self.options = options
        self.hypernetwork = hypernetwork
        self.adapter = adapter
        self.reward = reward
        self.captions = captions
        shape = pictureShape
        optimizer = AdamW(
            adapter.store.parameters, beta1: 0.9, beta2: 0.99, weightDecay: 0,
            maximumNorm: options.maximumNorm)
        stream = RandomStream(seed: options.seed).stream("train-hypernetwork")
    }

    /// The learned matrices by name.
    public var result: [String: Tensor] { adapter.store.values }

    public mutating func step(_ index: Int) -> [String: Double] {
        let count = options.batch
        let noise = Tensor.normal(
            Shape([count] + shape.dimensions), from: stream.stream("noise").at(index))
        let tokens = ItemOrder.batch(step: index, size: count, count: captions.count, stream: stream)
            .flatMap { captions[$0] }

        let change = hypernetwork.change(noise, tokens: tokens)
        let (gradient, rewards) = rewardGradient(improved: (noise + change.detached).tracked, tokens: tokens)

        // The regulariser's gradient joins that of the reward at the change, and both flow through f once.
        let size = Float(change.count)
        let seed = gradient * (1 / Float(count)) + change.detached * (2 * options.regularization / size)
        let rate = LearningRate.trapezoid(
            options.learningRate, step: index, of: steps, warmup: options.warmup, hold: options.hold,
            final: 0.1)
        let gradients = change.gradients(seed: seed)
        let norm = gradients.norm(of: adapter.store.parameters)
        optimizer.step(gradients: gradients, learningRate: rate)
        return [
            "reward": Double(rewards.reduce(0, +)) / Double(count),
            "change": Double(change.detached.sumOfSquares / size),
            "learning_rate": Double(rate), "gradient_norm": Double(norm),
        ]
    }

    /// Gradient of the loss of each sample at its improved noise, each clipped at the batch's median norm: the
    /// generator is steep in places, and single samples would drown the rest.
    private func rewardGradient(improved: Tensor, tokens: [Int32]) -> (gradient: Tensor, rewards: [Float]) {
        let generator = hypernetwork.generator
        let words = Execution.withoutGradients { generator.denoiser.encode(tokens) }
        let rewards = reward.score(generator.draw(improved, conditioning: words), captions: tokens)
        let squashed =
            ((rewards + options.squashOffset) * (1 / options.squashScale)).tanh * options.squashScale
        let loss = squashed.sum() * -options.rewardWeight
        guard let gradient = loss.gradients()[improved] else {
            preconditionFailure("the reward does not depend on the noise")
        }
        let norms = gradient.squared.sum(axes: [1, 2, 3]).squareRoot.elements
        let median = norms.sorted()[norms.count / 2]
        let factors = norms.map { $0 > median && $0 > 0 ? median / $0 : 1 }
        return (gradient * Tensor(factors, shape: [factors.count, 1, 1, 1]), rewards.elements)
    }

    public var state: [String: Tensor] {
        TrainingState.joined(["adapter": adapter.store.values, "optimizer": optimizer.state])
    }

    public mutating func restore(_ state: TrainingState) throws {
        try adapter.store.load(state.part("adapter"))
        optimizer.restore(state.part("optimizer"))
    }
}
