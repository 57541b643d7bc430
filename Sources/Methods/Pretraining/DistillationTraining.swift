import Layers
import Models
import Tensors

/// Distils a many-step generator into one step by regression on its pairs of noise and picture.
///
/// With a share of intermediate samples the student also learns what to make of its own states between noise and
/// picture, so that it draws better in a few Euler steps than in one: at a time t it sees
/// `(1 - t) picture + t noise` and is to name the pair's picture. In half of them, `picture` is what the student itself
/// makes of the noise in one step, as its sampler meets it; in the others it is the pair's, as in reflow
/// (arXiv 2209.03003).
public struct DistillationTraining: Training {
    public struct Options: Sendable {
        public var steps = 900
        public var batch = 48
        public var muonRate: Float = 0.01
        public var adamRate: Float = 7e-4
        public var hold: Float = 0.3
        public var averageDecay: Float = 0.995
        /// Weight of the distance in the reward model's features, beside that of the pixels.
        public var featureWeight: Float = 0.1
        /// Share of each batch that starts between noise and picture, at uniform times.
        public var intermediateShare: Double = 0
        public var seed: UInt64 = 3

        public init() {}
    }

    public let options: Options
    public var steps: Int { options.steps }
    public var steadySteps: Int { LearningRate.steadySteps(of: steps, hold: options.hold) }

    private let store: ParameterStore
    private let student: WorldGenerator
    private let reward: any Reward
    private let pairs: TeacherPairs
    private var optimizer: MixedOptimizer
    private var average: AveragedWeights
    private let stream: RandomStream

    /// - Parameter teacher: the many-step generator's weights, from which the student starts.
    public init(
        options: Options, teacher: [String: Tensor], configuration: WorldGenerator.Configuration,
        reward: any Reward,
        pairs: TeacherPairs
    ) throws {
        self.options = options
        self.reward = reward
        self.pairs = pairs
        store = ParameterStore(.values(teacher), isTrainable: true)
        student = WorldGenerator(store.scope, configuration: configuration)
        try store.verify()
        optimizer = MixedOptimizer(store.parameters, outer: ["conv_in", "conv_out"])
        average = AveragedWeights(decay: options.averageDecay)
        stream = RandomStream(seed: options.seed).stream("distill-generator")
    }

    public var result: [String: Tensor] { average.values }

    public mutating func step(_ index: Int) -> [String: Double] {
        let chosen = ItemOrder.batch(step: index, size: options.batch, count: pairs.count, stream: stream)
        let length = pairs.tokens.count / pairs.count
        let tokens = chosen.flatMap { pairs.tokens[$0 * length..<($0 + 1) * length] }
        let target = pairs.pictures.gathered(chosen)
        let drawn = draw(
            pairs.noise(chosen), target: target, tokens: tokens, stream: stream.stream("times").at(index))

        // Pseudo-Huber distance (arXiv 2310.14189) for each sample, robust where the teacher's choice is a coin toss.
        let size = Float(target.count / options.batch)
        let scale = 0.00054 * size.squareRoot()
        let squares = (drawn - target).squared.sum(axes: [1, 2, 3])
        let pixels = (((squares + scale * scale).squareRoot - scale) * (1 / size.squareRoot())).mean()
        let wanted = Execution.withoutGradients { reward.features(of: target) }
        let features = (reward.features(of: drawn) - wanted).squared.mean()
        let loss = pixels + features * options.featureWeight

        let rate = LearningRate.trapezoid(1, step: index, of: steps, warmup: 20, hold: options.hold)
        let gradients = loss.gradients()
        let norm = gradients.norm(of: store.parameters)
        optimizer.step(
            gradients: gradients, muonRate: options.muonRate * rate, adamRate: options.adamRate * rate)
        average.update(store.parameters)
        return [
            "loss": Double(loss.scalar), "pixels": Double(pixels.scalar), "features": Double(features.scalar),
            "learning_rate": Double(options.muonRate * rate), "gradient_norm": Double(norm),
        ]
    }

    /// The student's pictures: of noise, and for the last samples of the batch of states on the way.
    private func draw(_ noise: Tensor, target: Tensor, tokens: [Int32], stream: RandomStream) -> Tensor {
        let conditioning = student.encode(tokens)
        let batch = noise.shape[0]
        let onTheWay = min(batch, Int((options.intermediateShare * Double(batch)).rounded()))
        guard onTheWay > 0 else { return OneStepGenerator(student).draw(noise, conditioning: conditioning) }
        let places = Array(batch - onTheWay..<batch)
        var random = stream
        let times = (0..<batch).map { place in
            place < batch - onTheWay ? 1 : random.nextUniform()
        }
        let own = Array(places.prefix(onTheWay / 2))
        let length = tokens.count / batch
        let drawn =
            own.isEmpty
            ? []
            : [
                Execution.withoutGradients {
                    OneStepGenerator(student).draw(
                        noise.gathered(own),
                        conditioning: student.encode(own.flatMap { tokens[$0 * length..<($0 + 1) * length] }))
                }
            ]
        let pictures = Tensor.concatenated(
            [target.gathered(Array(0..<batch - onTheWay))] + drawn
                + [target.gathered(Array(places.dropFirst(onTheWay / 2)))], axis: 0)
        let shares = Tensor(times, shape: [batch, 1, 1, 1])
        let states = pictures + (noise - pictures) * shares
        return states - student.velocity(states, times: times, conditioning: conditioning) * shares
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
