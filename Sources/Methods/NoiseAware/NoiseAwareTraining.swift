import Layers
import Models
import Tensors

/// Noise-aware reward fine-tuning (NARF, arXiv 2511.22242): the reward model learns to give a Tweedie estimate the
/// reward that its own clean copy gives the finished picture.
///
/// A curriculum from clean to noisy: each level starts from the weights of the last. The target of a trajectory is
/// half its standardised clean reward and half its rank among the candidates of its prompt; squared error to the
/// reward alone forgets the order among good pictures where the reward is bimodal.
public struct NoiseAwareTraining: Training {
    public struct Options: Sendable {
        /// Steps of the sampler (counted from 0) in the order of the curriculum, from clean to noisy.
        public var levels: [Int]
        public var epochsPerLevel: Double
        public var batch = 64
        public var learningRate: Float = 5e-4
        public var maximumNorm: Float = 5
        /// Share of the rank within the prompt in the target.
        public var rankShare: Float = 0.5
        /// How rewards are squashed before they are standardised; nil for rewards that need none.
        public var squashing: RewardSquashing? = .world
        /// Prefixes of the parameters that learn; all of them where the list is empty.
        public var trainable: [String] = []
        public var seed: UInt64 = 4

        public init(levels: [Int], epochsPerLevel: Double) {
            self.levels = levels
            self.epochsPerLevel = epochsPerLevel
        }
    }

    public let options: Options
    private let store: ParameterStore
    private let reward: any PictureReward
    private let dataset: TweedieTrajectories
    private let captions: Conditioning
    private let targets: [Float]
    private let center: Float
    private let spread: Float
    private var optimizer: AdamW
    private let stream: RandomStream
    /// Weights at the end of each level done so far.
    public private(set) var checkpoints: [Int: [String: Tensor]] = [:]

    public let stepsPerLevel: Int
    public var steps: Int { stepsPerLevel * options.levels.count }

    /// - Parameters:
    ///   - store: the parameters of `reward`, trainable and holding the clean weights.
    ///   - dataset: with the estimates of every level.
    /// - Throws: where the reward cannot read a caption.
    public init(
        options: Options, store: ParameterStore, reward: any PictureReward, dataset: TweedieTrajectories
    ) throws {
        self.options = options
        self.store = store
        self.reward = reward
        self.dataset = dataset
        captions = try dataset.captions(readBy: reward)
        store.setTrainable(false)
        for parameter in store.parameters
        where options.trainable.isEmpty || options.trainable.contains(where: parameter.name.hasPrefix) {
            parameter.isTrainable = true
        }
        let squashed = Self.squashed(Tensor(dataset.rewards, shape: [dataset.count]), options: options)
            .elements
        let mean = MeanEstimate(squashed.map(Double.init))
        center = Float(mean.mean)
        spread = max(Float(mean.standardError * Double(dataset.count).squareRoot()), 1e-6)
        targets = Self.targets(
            dataset, rewards: squashed, center: center, spread: spread, rankShare: options.rankShare)
        stepsPerLevel = max(1, Int(options.epochsPerLevel * Double(dataset.count) / Double(options.batch)))
        optimizer = Self.optimizer(store, options: options)
        stream = RandomStream(seed: options.seed).stream("train-narf")
    }

    private static func optimizer(_ store: ParameterStore, options: Options) -> AdamW {
        AdamW(store.parameters.filter(\.isTrainable), maximumNorm: options.maximumNorm)
    }

    private static func squashed(_ rewards: Tensor, options: Options) -> Tensor {
        options.squashing?(rewards) ?? rewards
    }

    /// Standardised rewards mixed with ranks within the prompt, both of about unit variance.
    static func targets(
        _ dataset: TweedieTrajectories, rewards: [Float], center: Float, spread: Float, rankShare: Float
    ) -> [Float] {
        var targets = rewards.map { ($0 - center) / spread }
        let unit = Float(12).squareRoot()  // a uniform rank on [0, 1] has the variance 1/12
        for group in dataset.groups {
            let ranks = Ranking.normalizedRanks(group.map { dataset.rewards[$0] })
            for (position, index) in group.enumerated() {
                targets[index] = (1 - rankShare) * targets[index] + rankShare * (ranks[position] - 0.5) * unit
            }
        }
        return targets
    }

    public mutating func step(_ index: Int) -> [String: Double] {
        let (position, within) = (index / stepsPerLevel, index % stepsPerLevel)
        let level = options.levels[position]
        if within == 0 {
            optimizer = Self.optimizer(store, options: options)
        }
        let chosen = ItemOrder.batch(step: index, size: options.batch, count: dataset.count, stream: stream)
        let scores = reward.score(
            dataset.estimates[level]!.gathered(chosen), captions: captions.gathered(chosen))
        let wanted = Tensor(chosen.map { targets[$0] }, shape: [chosen.count])
        let found = Self.squashed(scores, options: options)
        let loss = ((found - center) * (1 / spread) - wanted).squared.mean()
        let rate = LearningRate.trapezoid(
            options.learningRate, step: within, of: stepsPerLevel, warmup: min(10, stepsPerLevel / 4),
            final: 0.1)
        let gradients = loss.gradients()
        let norm = gradients.norm(of: store.parameters)
        optimizer.step(gradients: gradients, learningRate: rate)
        if within == stepsPerLevel - 1 { checkpoints[level] = store.values }
        return [
            "loss": Double(loss.scalar), "level": Double(level), "learning_rate": Double(rate),
            "gradient_norm": Double(norm),
        ]
    }

    public var state: [String: Tensor] {
        var parts = ["model": store.values, "optimizer": optimizer.state]
        for (level, values) in checkpoints { parts["level-\(level)"] = values }
        return TrainingState.joined(parts)
    }

    public mutating func restore(_ state: TrainingState) throws {
        try store.load(state.part("model"))
        optimizer.restore(state.part("optimizer"))
        for level in options.levels {
            let values = state.part("level-\(level)")
            if !values.isEmpty { checkpoints[level] = values }
        }
    }
}
