import Engine
import Methods
import Recipes
import Values

/// What all trainings along rewards are told: `train-hypernetwork` and `finetune-generator` take the same choices, so
/// that equal ones mean equal prompts, noise and steps.
enum HypernetworkParameters {
    /// - Parameter special: parameters of one kind alone.
    static func all(_ special: [ParameterDescription]) -> [ParameterDescription] {
        models + layers + special + steps + optimizer + rewards + evaluation
            + GeneratorChoices.pipelineParameters + [
                ParameterDescription(
                    "checkpoint_every", .integer(1...1_000_000), unit: "steps", default: 50, role: .neutral,
                    help: "How much work a crash may cost"),
                ParameterDescription.precision,
            ]
    }

    private static let models = [
        ParameterDescription(
            "generator", .artifact(types: [ArtifactType.oneStepGenerator]),
            help: "The generator, whose weights stay as they are"),
        ParameterDescription(
            "reward", .artifact(types: [ArtifactType.reward]), help: "What pictures are to please"),
        ParameterDescription(
            "rewards", .list(of: .artifact(types: [ArtifactType.reward]), count: 0...16), default: [],
            help: "Further rewards that pictures are to please at the same time"),
        ParameterDescription(
            "prompts", .prompts, help: "Training captions: one on each line, or JSON"),
        ParameterDescription("evaluation", .prompts, help: "Held-out captions"),
        ParameterDescription(
            "evaluation_limit", .optional(.integer(1...1_000_000)),
            help: "Only this many held-out captions from the top of the file"),
    ]

    private static let layers = [
        ParameterDescription("rank", .integer(1...512), default: 16, help: "Rank of the low-rank terms"),
        ParameterDescription(
            "alpha", .optional(.number(0...10_000, excludesLower: true)),
            help: "Scale of the terms is alpha / rank; twice the rank by default"),
        ParameterDescription(
            "layers", .list(of: .string(maximumLength: 200), count: 0...200), default: [],
            help:
                "Names of the layers that get a term, ends of names, or patterns with *; all linear layers and convolutions by default"
        ),
    ]

    private static let steps = [
        ParameterDescription(
            "steps", .integer(1...1_000_000), default: 300, role: .extendable,
            help: "Training steps; a longer training goes on from where the shorter one's rate began to fall"
        ),
        ParameterDescription("batch", .integer(1...4096), default: 32, help: "Samples of one gradient"),
        ParameterDescription(
            "accumulation", .integer(1...4096), default: 1,
            help: "Gradients that are averaged for one step"),
        ParameterDescription(
            "noise", .choice(NoiseReuse.allCases.map(\.rawValue)), default: "fresh",
            help:
                "New noise for each sample; or one for the batch of a step; or one for all steps; or one for each prompt"
        ),
        ParameterDescription("seed", .integer(0...Int.max), default: 5, help: "Decides noise and order"),
        ParameterDescription(
            "recompute", .boolean, default: false,
            help: "Computes activations again instead of keeping them: less memory, more time"),
    ]

    private static let optimizer = [
        ParameterDescription(
            "optimizer", .choice(PostTrainingOptions.Algorithm.allCases.map(\.rawValue)), default: "adamw",
            help: "lbfgs is for overfitting studies: fixed noise, and all prompts in each step"),
        ParameterDescription(
            "learning_rate", .number(0...100, excludesLower: true), default: 0.0004,
            help: "After the warm-up; the first step length that lbfgs tries"),
        ParameterDescription(
            "momentum", .number(0...1, excludesUpper: true), default: 0.9, help: "Of sgd"),
        ParameterDescription(
            "nesterov", .boolean, default: false, help: "Whether sgd takes Nesterov's form of momentum"),
        ParameterDescription(
            "weight_decay", .number(0...1), default: 0, help: "Of adamw, adam and sgd"),
        ParameterDescription(
            "warmup", .integer(0...1_000_000), unit: "steps", default: 20,
            help: "Steps over which the learning rate rises"),
        ParameterDescription(
            "hold", .number(0...1), default: 0.5,
            help: "Share of the steps at the full rate, which then falls to a tenth"),
        ParameterDescription(
            "clip", .optional(.number(0...1_000_000, excludesLower: true)), default: 1,
            help: "Gradients are scaled down to this norm; null for never"),
        ParameterDescription(
            "clip_samples", .optional(.boolean),
            help: "Whether gradients of samples are held at the batch's median norm; true but for lbfgs"),
        ParameterDescription(
            "average", .optional(.number(0...1, excludesLower: true, excludesUpper: true)),
            help: "Decay of a moving average of the weights, which is then the result"),
        ParameterDescription(
            "skip_limit", .integer(0...1_000_000), unit: "steps", default: 10,
            help: "Steps in a row that may be skipped because a gradient is not a finite number"),
    ]

    private static let rewards = [
        ParameterDescription(
            "reward_weight", .number(0...1000), default: 5, help: "Weight of the reward in the loss"),
        ParameterDescription(
            "reward_weights", .list(of: .number(0...1000), count: 0...16), default: [],
            help: "Weights of the further rewards; 1 by default"),
        ParameterDescription(
            "normalize_rewards", .boolean, default: false,
            help: "Whether each reward's gradient is brought to one norm before it is weighted"),
    ]

    private static let evaluation = [
        ParameterDescription(
            "evaluation_images", .integer(1...1024), default: 2, help: "Pictures of each held-out caption"),
        ParameterDescription(
            "evaluate_every", .optional(.integer(1...1_000_000)), unit: "steps",
            help: "Steps between two evaluations during the training; none by default"),
        ParameterDescription(
            "evaluate_prompts", .integer(1...1_000_000), default: 32,
            help: "Held-out captions of an evaluation during the training, from the top"),
        ParameterDescription(
            "patience", .optional(.integer(1...1_000_000)), unit: "evaluations",
            help: "Ends the training after so many without a better reward, with the weights of the best"),
    ]
}

extension StageContext {
    /// What `HypernetworkParameters` say of the training.
    ///
    /// - Parameter prompts: how many there are to train on.
    func postTrainingOptions(prompts: Int) throws -> PostTrainingOptions {
        var options = PostTrainingOptions()
        options.steps = try integer("steps")
        options.batch = min(try integer("batch"), prompts)
        options.accumulation = try integer("accumulation")
        options.noise = NoiseReuse(rawValue: try string("noise")) ?? .fresh
        options.seed = try seed()
        options.recomputes = try boolean("recompute")
        options.algorithm = PostTrainingOptions.Algorithm(rawValue: try string("optimizer")) ?? .adamW
        options.learningRate = Float(try number("learning_rate"))
        options.momentum = Float(try number("momentum"))
        options.isNesterov = try boolean("nesterov")
        options.weightDecay = Float(try number("weight_decay"))
        options.warmup = try integer("warmup")
        options.hold = Float(try number("hold"))
        options.maximumNorm = try optionalNumber("clip").map { Float($0) }
        options.clipsSamples = try optionalBoolean("clip_samples") ?? (options.algorithm != .lbfgs)
        options.averageDecay = try optionalNumber("average").map { Float($0) }
        options.maximumSkips = try integer("skip_limit")
        options.normalizesRewards = try boolean("normalize_rewards")
        options.evaluationEvery = try optionalInteger("evaluate_every")
        options.patience = try optionalInteger("patience")
        guard options.patience == nil || options.evaluationEvery != nil else {
            throw PostTrainingParameterError.patienceWithoutEvaluations
        }
        return options
    }

    /// The rewards of `reward` and `rewards` with their weights.
    func weightedRewards() throws -> [WeightedReward] {
        let others = try artifacts("rewards")
        let weights = try numbers("reward_weights")
        guard weights.isEmpty || weights.count == others.count else {
            throw PostTrainingParameterError.weights(found: weights.count, rewards: others.count)
        }
        let all =
            [("reward", try artifact("reward"), try number("reward_weight"))]
            + others.enumerated().map { ("rewards[\($0)]", $1, weights.isEmpty ? 1 : weights[$0]) }
        return try all.map { name, artifact, weight in
            let loaded = try artifact.reward()
            return WeightedReward(
                loaded.reward, weight: Float(weight), squashing: loaded.squashing, name: name)
        }
    }
}

/// Why parameters of a training along rewards contradict each other.
enum PostTrainingParameterError: Error, Equatable, CustomStringConvertible {
    case weights(found: Int, rewards: Int)
    case patienceWithoutEvaluations

    var description: String {
        switch self {
        case .weights(let found, let rewards):
            "\"reward_weights\" has \(found) weights for \(rewards) of \"rewards\"; expected one for each, or none"
        case .patienceWithoutEvaluations:
            "\"patience\" counts evaluations during the training; set \"evaluate_every\" too"
        }
    }
}
