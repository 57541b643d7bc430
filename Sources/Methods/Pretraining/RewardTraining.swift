import Layers
import Models
import Tensors
import World

/// Trains the reward model of the embedded world on drawn scenes: the caption's likelihood, its contrast to hard
/// negatives, and what each patch shows.
public struct RewardTraining: Training {
    public struct Options: Sendable {
        public var steps = 1500
        public var batch = 64
        public var muonRate: Float = 0.02
        public var adamRate: Float = 1.5e-3
        public var hold: Float = 0.3
        public var averageDecay: Float = 0.995
        /// Wrong captions that each picture is contrasted with, out of the five kinds.
        public var negatives = 3
        /// Pictures get noise of up to this standard deviation, for generated pictures are never quite clean.
        public var noise: Float = 0.1
        public var seed: UInt64 = 2

        public init() {}
    }

    public let options: Options
    public var steps: Int { options.steps }
    public var steadySteps: Int { LearningRate.steadySteps(of: steps, hold: options.hold) }

    private let store: ParameterStore
    private let reward: WorldReward
    private var optimizer: MixedOptimizer
    private var average: AveragedWeights
    private let stream: RandomStream

    public init(options: Options, configuration: WorldReward.Configuration) {
        self.options = options
        store = ParameterStore(.random(seed: options.seed), isTrainable: true)
        reward = WorldReward(store.scope, configuration: configuration)
        optimizer = MixedOptimizer(store.parameters, outer: ["conv_in", "lm_head", "patch_head"])
        average = AveragedWeights(decay: options.averageDecay)
        stream = RandomStream(seed: options.seed).stream("train-reward")
    }

    public var result: [String: Tensor] { average.values }

    public mutating func step(_ index: Int) -> [String: Double] {
        let count = options.batch
        let batch = SceneBatch(count: count, from: stream.stream("scenes").at(index))
        let noise = Tensor.normal(batch.pictures.shape, from: stream.stream("noise").at(index))
        let strength = Tensor.uniform([count, 1, 1, 1], from: stream.stream("strength").at(index))
        let pictures = batch.pictures + noise * (strength * options.noise)

        let perPicture = 1 + options.negatives
        var captions: [Int32] = []
        for (sample, caption) in batch.captions.enumerated() {
            var generator = stream.stream("negatives").at(index * count + sample)
            let negatives = caption.hardNegatives(using: &generator)
            let chosen = generator.nextPermutation(negatives.count).prefix(options.negatives)
            captions += caption.tokens + chosen.flatMap { negatives[$0].tokens }
        }
        let tokens = reward.look(at: pictures)
        let likelihoods = reward.logLikelihoods(of: captions, captionsPerPicture: perPicture, tokens: tokens)
        let likelihood = -likelihoods.sliced(axis: 1, 0..<1).mean()
        let contrast = likelihoods.crossEntropy(labels: Array(repeating: 0, count: count)).mean()
        let patches = reward.patchLogits(tokens).crossEntropy(labels: batch.patchLabels).mean()
        let loss = likelihood * (1.0 / 3) + contrast * 0.5 + patches * 0.5

        let rate = LearningRate.trapezoid(1, step: index, of: steps, warmup: 50, hold: options.hold)
        let gradients = loss.gradients()
        let norm = gradients.norm(of: store.parameters)
        optimizer.step(
            gradients: gradients, muonRate: options.muonRate * rate, adamRate: options.adamRate * rate)
        average.update(store.parameters)
        return [
            "loss": Double(loss.scalar), "likelihood": Double(likelihood.scalar),
            "contrast": Double(contrast.scalar),
            "patches": Double(patches.scalar), "learning_rate": Double(options.muonRate * rate),
            "gradient_norm": Double(norm),
        ]
    }

    public var state: [String: Tensor] {
        TrainingState.joined(["model": store.values, "average": average.state, "optimizer": optimizer.state])
    }

    public mutating func restore(_ state: TrainingState) throws {
        try store.load(state.part("model"))
        average.restore(state.part("average"))
        optimizer.restore(TrainingState(step: state.step, tensors: state.part("optimizer")))
    }
}
