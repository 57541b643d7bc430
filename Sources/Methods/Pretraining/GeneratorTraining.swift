import Layers
import Models
import Tensors
import World

/// Trains the text-conditioned generator of the embedded world from nothing, by flow matching (arXiv 2210.02747).
public struct GeneratorTraining: Training {
    public struct Options: Sendable {
        public var steps = 2800
        public var batch = 64
        public var muonRate: Float = 0.02
        public var adamRate: Float = 1.5e-3
        /// Share of the training at the full rate, before the linear decay to 0.
        public var hold: Float = 0.3
        public var averageDecay: Float = 0.998
        /// Share of captions left out, so that the generator also learns the unconditional velocity.
        public var captionDropout: Float = 0.1
        public var seed: UInt64 = 1

        public init() {}
    }

    public let options: Options
    public var steps: Int { options.steps }
    public var steadySteps: Int { LearningRate.steadySteps(of: steps, hold: options.hold) }

    private let store: ParameterStore
    private let generator: WorldGenerator
    private var optimizer: MixedOptimizer
    private var average: AveragedWeights
    private let stream: RandomStream

    public init(options: Options, configuration: WorldGenerator.Configuration) {
        self.options = options
        store = ParameterStore(.random(seed: options.seed), isTrainable: true)
        generator = WorldGenerator(store.scope, configuration: configuration)
        optimizer = MixedOptimizer(store.parameters, outer: ["conv_in", "conv_out"])
        average = AveragedWeights(decay: options.averageDecay)
        stream = RandomStream(seed: options.seed).stream("train-generator")
    }

    /// The averaged weights, which are the result.
    public var result: [String: Tensor] { average.values }

    public mutating func step(_ index: Int) -> [String: Double] {
        let batch = SceneBatch(count: options.batch, from: stream.stream("scenes").at(index))
        let noise = Tensor.normal(batch.pictures.shape, from: stream.stream("noise").at(index))
        let (times, tokens) = drawTimesAndCaptions(batch.captions, index: index)

        let t = Tensor(times, shape: [options.batch, 1, 1, 1])
        let noisy = batch.pictures + (noise - batch.pictures) * t
        let predicted = generator.velocity(noisy, times: times, conditioning: generator.encode(tokens))
        let loss = (predicted - (noise - batch.pictures)).squared.mean()

        let rate = LearningRate.trapezoid(1, step: index, of: steps, warmup: 50, hold: options.hold)
        let gradients = loss.gradients()
        let norm = gradients.norm(of: store.parameters)
        optimizer.step(
            gradients: gradients, muonRate: options.muonRate * rate, adamRate: options.adamRate * rate)
        average.update(store.parameters)
        return [
            "loss": Double(loss.scalar), "learning_rate": Double(options.muonRate * rate),
            "gradient_norm": Double(norm),
        ]
    }

    /// Times by sigmoid(N(0.3, 1)), which dwells where the composition is decided, 15 % of them uniform; captions
    /// with some left out.
    private func drawTimesAndCaptions(_ captions: [Caption], index: Int) -> (times: [Float], tokens: [Int32])
    {
        let count = captions.count
        let normal = Tensor.normal([count], from: stream.stream("times").at(index))
        let times = (normal + 0.3).sigmoid.elements
        let choices = Tensor.uniform([3, count], from: stream.stream("choices").at(index)).elements
        var mixed: [Float] = []
        var tokens: [Int32] = []
        for sample in 0..<count {
            mixed.append(choices[sample] < 0.15 ? choices[count + sample] : times[sample])
            let isDropped = choices[2 * count + sample] < options.captionDropout
            tokens += isDropped ? Caption.emptyTokens : captions[sample].tokens
        }
        return (mixed, tokens)
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
