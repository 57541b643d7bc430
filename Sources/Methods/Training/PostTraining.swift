import Layers
import Models
import Tensors

/// Trains low-rank terms along rewards: those of a noise hypernetwork, or of the generator itself. Same options and
/// seeds mean the same prompts and noise for both.
public struct PostTraining: Training {
    /// Figures of held-out prompts with the weights as they are; `reward` is what early stopping looks at.
    public typealias Evaluation = () throws -> [String: Double]

    public let options: PostTrainingOptions
    public var steps: Int { options.steps }
    public var steadySteps: Int { LearningRate.steadySteps(of: steps, hold: options.hold) }

    private let objective: any PostTrainingObjective
    private let rewards: [WeightedReward]
    private let gradients: RewardGradients
    private let prompts: Int
    private let stream: RandomStream
    private let evaluation: Evaluation?
    private var optimizer: TrainingOptimizer
    private var averaged: AveragedWeights?
    private var progress = PostTrainingProgress()

    /// - Parameters:
    ///   - rewards: frozen.
    ///   - prompts: training captions, drawn from at random; those of the objective.
    ///   - evaluation: called every `options.evaluationEvery` steps.
    /// - Throws: `PostTrainingError`, after no more than the gradient of each reward at one picture; and where a reward
    ///   cannot read a prompt.
    public init(
        options: PostTrainingOptions, hypernetwork objective: HypernetworkObjective,
        rewards: [WeightedReward], prompts: [String], evaluation: Evaluation? = nil
    ) throws {
        try self.init(options, objective, rewards, prompts, evaluation)
    }

    /// As above, for the generator itself.
    public init(
        options: PostTrainingOptions, generator objective: GeneratorObjective, rewards: [WeightedReward],
        prompts: [String], evaluation: Evaluation? = nil
    ) throws {
        try self.init(options, objective, rewards, prompts, evaluation)
    }

    private init(
        _ options: PostTrainingOptions, _ objective: any PostTrainingObjective, _ rewards: [WeightedReward],
        _ prompts: [String], _ evaluation: Evaluation?
    ) throws {
        try options.check(prompts: prompts.count, rewards: rewards.count)
        self.options = options
        self.objective = objective
        self.rewards = rewards
        self.evaluation = evaluation
        self.prompts = prompts.count
        gradients = RewardGradients(rewards, prompts: prompts, isNormalized: options.normalizesRewards)
        optimizer = TrainingOptimizer(objective.adapter.store.parameters, options: options)
        averaged = options.averageDecay.map { AveragedWeights(decay: $0) }
        stream = RandomStream(seed: options.seed).stream("train-hypernetwork")
        // With a prompt of the first step, which reads it anyway.
        try gradients.check(pictureShape: objective.pictureShape, place: places(0, of: 0)[0])
    }

    /// The learned matrices by name: of the best evaluation with early stopping, averaged if asked for, else the last.
    public var result: [String: Tensor] { progress.best ?? current }

    /// What evaluations gave, in their order.
    public var curve: EvaluationCurve { progress.curve }

    /// Steps that changed nothing because something was not a finite number.
    public var skippedSteps: Int { progress.skipped }

    public var isFinished: Bool { progress.isStopped }

    private var store: ParameterStore { objective.adapter.store }

    private var current: [String: Tensor] {
        guard let averaged, !averaged.values.isEmpty else { return store.values }
        return averaged.values
    }

    public mutating func step(_ index: Int) throws -> [String: Double] {
        var metrics = try changeWeights(index)
        metrics["skipped_steps"] = Double(progress.skipped)
        if let every = options.evaluationEvery, (index + 1) % every == 0, let evaluation {
            let values = store.values
            try store.load(current)
            let figures = try evaluation()
            progress.add(figures, step: index + 1, weights: store.values, patience: options.patience)
            try store.load(values)
            for (name, figure) in figures { metrics["evaluation_\(name)"] = figure }
        }
        return metrics
    }

    private mutating func changeWeights(_ index: Int) throws -> [String: Double] {
        let rate = LearningRate.trapezoid(
            options.learningRate, step: index, of: steps, warmup: options.warmup, hold: options.hold,
            final: 0.1)
        var part = BatchFigures()
        let norm: Double
        let isFinite: Bool
        switch optimizer {
        case .lineSearch(var search):
            let before = store.values
            let outcome = try search.step(learningRate: rate) {
                let found = try gradient(index)
                part = found.figures
                return (found.figures.loss, found.gradients)
            }
            norm = outcome.gradientNorm
            isFinite = outcome.value.isFinite && norm.isFinite
            if isFinite { optimizer = .lineSearch(search) } else { try store.load(before) }
        case .gradient(var first):
            let found = try gradient(index)
            part = found.figures
            let length = found.gradients.norm(of: store.parameters)
            norm = Double(length)
            isFinite = length.isFinite && part.isFinite
            if isFinite {
                first.step(
                    gradients: found.gradients.clipped(norm: length, to: options.maximumNorm),
                    learningRate: rate)
                optimizer = .gradient(first)
            }
        }
        progress.note(isFinite: isFinite)
        if progress.skippedInARow > options.maximumSkips {
            throw PostTrainingError.tooManySkipped(inARow: progress.skippedInARow, step: index + 1)
        }
        let parameters = store.parameters
        if isFinite { averaged?.update(parameters) }
        var metrics = part.metrics
        metrics["reward"] = part.reward(rewards.map { Double($0.weight) })
        if rewards.count > 1 {
            for (place, reward) in part.rewards.enumerated() { metrics["reward_\(place + 1)"] = reward }
        }
        metrics["learning_rate"] = Double(rate)
        metrics["gradient_norm"] = norm
        return metrics.filter { $0.value.isFinite }
    }

    /// The mean gradient of a step at the current weights.
    private func gradient(_ index: Int) throws -> (gradients: ParameterGradients, figures: BatchFigures) {
        var sum = ParameterGradients()
        var figures = BatchFigures()
        for part in 0..<options.accumulation {
            let outcome = try objective.outcome(
                batch(index * options.accumulation + part, of: index), rewards: gradients, options: options)
            let own = ParameterGradients(outcome.gradients, of: store.parameters)
            sum.add(own.scaled(by: 1 / Float(options.accumulation)))
            figures.add(outcome, share: 1 / Double(options.accumulation))
        }
        return (sum, figures)
    }

    /// Of the prompts of a gradient.
    private func places(_ part: Int, of step: Int) -> [Int] {
        // A line search needs the same samples in the same order each time.
        options.algorithm == .lbfgs
            ? Array(
                Array((part - step * options.accumulation) * options.batch..<prompts).prefix(options.batch))
            : ItemOrder.batch(step: part, size: options.batch, count: prompts, stream: stream)
    }

    private func batch(_ part: Int, of step: Int) -> PostTrainingBatch {
        let (shape, own) = (objective.stateShape, places(part, of: step))
        func noise(_ name: String) -> Tensor {
            options.noise.noise(shape, step: part, group: step, places: own, from: stream.stream(name))
        }
        return PostTrainingBatch(
            noise: noise("noise"), stepNoise: { noise("step \($0)") }, places: own)
    }

    public var state: [String: Tensor] {
        var parts = [
            "adapter": store.values, "optimizer": optimizer.state, "progress": progress.state,
        ]
        parts["average"] = averaged?.state
        return TrainingState.joined(parts)
    }

    public mutating func restore(_ state: TrainingState) throws {
        try store.load(state.part("adapter"))
        optimizer.restore(state.part("optimizer"))
        averaged?.restore(state.part("average"))
        progress = PostTrainingProgress(state.part("progress"))
    }
}
