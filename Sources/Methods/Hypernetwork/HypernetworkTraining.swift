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
        /// How rewards are squashed; nil for rewards that need none.
        public var squashing: RewardSquashing? = .world
        public var maximumNorm: Float = 1
        public var seed: UInt64 = 5

        public init() {}
    }

    public let options: Options
    public var steps: Int { options.steps }
    public var steadySteps: Int { LearningRate.steadySteps(of: steps, hold: options.hold) }

    private let hypernetwork: NoiseHypernetwork
    private let adapter: LowRankAdapter
    private let reward: any PictureReward
    private let prompts: [String]
    private var optimizer: AdamW
    private let stream: RandomStream

    /// - Parameters:
    ///   - hypernetwork: its f is adapted by `adapter`, whose matrices are trainable; g and reward are frozen.
    ///   - prompts: training captions, drawn from at random.
    public init(
        options: Options, hypernetwork: NoiseHypernetwork, adapter: LowRankAdapter,
        reward: any PictureReward, prompts: [String]
    ) {
        self.options = options
        self.hypernetwork = hypernetwork
        self.adapter = adapter
        self.reward = reward
        self.prompts = prompts
        optimizer = AdamW(
            adapter.store.parameters, beta1: 0.9, beta2: 0.99, weightDecay: 0,
            maximumNorm: options.maximumNorm)
        stream = RandomStream(seed: options.seed).stream("train-hypernetwork")
    }

    /// The learned matrices by name.
    public var result: [String: Tensor] { adapter.store.values }

    public mutating func step(_ index: Int) throws -> [String: Double] {
        let count = options.batch
        let noise = Tensor.normal(
            Shape([count] + hypernetwork.stateShape.dimensions), from: stream.stream("noise").at(index))
        let own = ItemOrder.batch(step: index, size: count, count: prompts.count, stream: stream)
            .map { prompts[$0] }

        let change = try hypernetwork.change(noise, prompts: own)
        let (gradient, rewards) = try rewardGradient(
            improved: (noise + change.detached).tracked, prompts: own, index: index)

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
    private func rewardGradient(
        improved: Tensor, prompts: [String], index: Int
    ) throws -> (gradient: Tensor, rewards: [Float]) {
        let (words, captions) = try Execution.withoutGradients {
            (try hypernetwork.generator.encode(prompts), try reward.encode(prompts))
        }
        let pictures = hypernetwork.draw(improved, captions: words) { step in
            .normal(improved.shape, from: stream.stream("step \(step)").at(index))
        }
        let rewards = reward.score(reward.view(pictures), captions: captions)
        let squashed = options.squashing?(rewards) ?? rewards
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
