/// How weights are trained along rewards; the defaults suit a noise hypernetwork of the embedded world.
public struct PostTrainingOptions: Sendable {
    public enum Algorithm: String, Sendable, CaseIterable {
        case adamW = "adamw"
        case adam
        case sgd
        case lbfgs
    }

    public var steps = 300
    /// Samples of one gradient.
    public var batch = 32
    /// Gradients that are averaged for one step.
    public var accumulation = 1
    public var algorithm = Algorithm.adamW
    public var learningRate: Float = 4e-4
    /// Of `sgd`.
    public var momentum: Float = 0.9
    public var isNesterov = false
    public var weightDecay: Float = 0
    public var warmup = 20
    /// Share of the training at the full rate, before the linear decay to a tenth.
    public var hold: Float = 0.5
    /// Gradients are scaled down to this norm over all weights; nil for never.
    public var maximumNorm: Float? = 1
    /// Whether gradients of single samples are held at the batch's median norm.
    public var clipsSamples = true
    /// Whether each reward's gradient is brought to the same norm before it is weighted.
    public var normalizesRewards = false
    public var noise = NoiseReuse.fresh
    /// Whether activations are computed again in the backward pass instead of kept: the memory of one model at a time
    /// for the time of one more forward.
    public var recomputes = false
    /// Of the moving average of the weights that becomes the result; nil for the last weights.
    public var averageDecay: Float?
    /// Steps between two evaluations; nil for none.
    public var evaluationEvery: Int?
    /// Evaluations without a better reward after which the training ends with the weights of the best one; nil for
    /// all steps and the last weights.
    public var patience: Int?
    /// Steps in a row that may be skipped because something was not a finite number.
    public var maximumSkips = 10
    public var seed: UInt64 = 5

    public init() {}

    /// - Throws: where options contradict each other.
    func check(prompts: Int, rewards: Int) throws(PostTrainingError) {
        guard prompts > 0 else { throw .noPrompts }
        guard rewards > 0 else { throw .noRewards }
        guard algorithm == .lbfgs else { return }
        guard noise.isFixed else { throw .lineSearch(needs: "set noise to \"one\" or \"multi\"") }
        guard batch * accumulation == prompts else {
            throw .lineSearch(
                needs: "batch times accumulation must be the number of prompts, which is \(prompts)")
        }
        guard !clipsSamples, !normalizesRewards else {
            throw .lineSearch(needs: "neither clip samples nor normalize rewards, which changes the gradient")
        }
    }
}
