import Layers
import Models
import Tensors

/// Noise-aware reward fine-tuning (NARF, arXiv 2511.22242): the reward model learns to give a Tweedie estimate the
/// reward that its own clean copy gives the finished picture.
///
/// Usually a curriculum from clean to noisy: each level starts from the weights of the last. The target of a trajectory
/// is by default half its standardised clean reward and half its rank among the candidates of its prompt; squared error
/// to the reward alone forgets the order among good pictures where the reward is bimodal. The other orders and losses
/// of the paper are in `Options`.
///
/// What a level has learned is handed over when it is done, and kept here no longer: a training needs memory for one set
/// of weights, however many levels there are.
public struct NoiseAwareTraining: Training {
    public let options: Options
    /// What is learned one after another.
    public let phases: [NoiseAwarePhase]
    private let learner: NoiseAwareLearner
    private let dataset: TweedieTrajectories
    private let captions: Conditioning
    private let objective: NoiseAwareObjective
    private let batches: NoiseAwareBatches
    private var optimizer: AdamW
    private let stream: RandomStream
    private let keep: (NoiseAwareCheckpoint) throws -> Void
    /// Clean values of what learns, where each level starts from them.
    private let start: [String: Tensor]?

    public var steps: Int { phases.last?.endStep ?? 0 }

    /// - Parameters:
    ///   - learner: holding the clean weights.
    ///   - dataset: with the estimates of every level.
    ///   - keep: takes what a phase learned, as soon as it is done. After a crash a phase may be done again, and comes
    ///     to the same values.
    /// - Throws: `NoiseAwareError` where options do not fit each other or the dataset; and where the reward cannot read a
    ///   caption.
    public init(
        options: Options, learner: NoiseAwareLearner, dataset: TweedieTrajectories,
        keep: @escaping (NoiseAwareCheckpoint) throws -> Void = { _ in }
    ) throws {
        try options.check()
        self.options = options
        self.learner = learner
        self.dataset = dataset
        self.keep = keep
        let drawsPrompts = if case .pairwise = options.loss { true } else { false }
        let batches = try NoiseAwareBatches(dataset, batch: options.batch, drawsPrompts: drawsPrompts)
        self.batches = batches
        phases = options.stages.reduce(into: []) { phases, stage in
            phases.append(
                NoiseAwarePhase(
                    levels: stage.levels, firstStep: phases.last?.endStep ?? 0,
                    steps: batches.steps(epochs: stage.epochs, levels: stage.levels.count),
                    isMixed: options.order == .mixed))
        }
        captions = try dataset.captions(readBy: learner.reward)
        objective = NoiseAwareObjective(dataset, options: options)
        optimizer = Self.optimizer(learner, options: options)
        stream = RandomStream(seed: options.seed).stream("train-narf")
        start = options.order == .single && phases.count > 1 ? learner.values : nil
    }

    private static func optimizer(_ learner: NoiseAwareLearner, options: Options) -> AdamW {
        AdamW(learner.parameters, weightDecay: options.weightDecay, maximumNorm: options.maximumNorm)
    }

    public mutating func step(_ index: Int) throws -> [String: Double] {
        guard let phase = phases.last(where: { $0.firstStep <= index }) else {
            preconditionFailure("step \(index) of \(steps)")
        }
        let within = index - phase.firstStep
        if within == 0 {
            if let start { try learner.load(start) }
            // Momenta of a level point where the next one does not go.
            optimizer = Self.optimizer(learner, options: options)
        }
        let batch = batches.batch(step: index, levels: phase.levels.count, stream: stream)
        let rate = options.rate(step: within, of: phase.steps)
        var metrics = ["level": Double(phase.levels[0]), "learning_rate": Double(rate)]
        if phase.isMixed { metrics["level"] = nil }
        if let (loss, gradients) = gradients(of: batch, phase) {
            metrics["loss"] = Double(loss)
            metrics["gradient_norm"] = Double(gradients.norm(of: learner.parameters))
            optimizer.step(gradients: gradients, learningRate: rate)
        }
        if index + 1 == phase.endStep {
            try keep(NoiseAwareCheckpoint(phase: phase, weights: learner.values))
        }
        return metrics
    }

    /// The loss of a batch and its gradients; nil where the batch compares nothing.
    private func gradients(
        of batch: NoiseAwareBatches.Batch, _ phase: NoiseAwarePhase
    ) -> (loss: Float, gradients: Gradients)? {
        let count = batch.trajectories.count
        guard let size = options.microBatch, size < count else {
            guard let loss = objective.loss(scores(of: batch, 0..<count, phase), of: batch) else {
                return nil
            }
            return (loss.scalar, loss.gradients())
        }
        // The loss may compare any two of a batch, so all scores come first; its gradient at the scores then flows
        // back through one part after the other, in this order.
        let parts = stride(from: 0, to: count, by: size).map { $0..<min($0 + size, count) }
        let found = Execution.withoutGradients {
            Tensor.concatenated(parts.map { scores(of: batch, $0, phase) }, axis: 0)
        }.tracked
        guard let loss = objective.loss(found, of: batch), let slope = loss.gradients()[found] else {
            return nil
        }
        var sums: [String: Tensor] = [:]
        for part in parts {
            let own = scores(of: batch, part, phase).gradients(seed: slope.sliced(axis: 0, part))
            for parameter in learner.parameters {
                guard let gradient = own[parameter] else { continue }
                sums[parameter.name] = sums[parameter.name].map { $0 + gradient } ?? gradient
            }
        }
        // A sum of products with the gradients has exactly these gradients.
        let products = learner.parameters.compactMap { parameter in
            sums[parameter.name].map { (parameter.value * $0).sum() }
        }
        guard let first = products.first else { return nil }
        return (loss.scalar, products.dropFirst().reduce(first, +).gradients())
    }

    /// Scores of the estimates of some places of a batch, one for each.
    private func scores(
        of batch: NoiseAwareBatches.Batch, _ places: Range<Int>, _ phase: NoiseAwarePhase
    ) -> Tensor {
        let views = phase.levels.indices.compactMap { level -> Tensor? in
            let own = places.filter { batch.levels[$0] == level }
            if own.isEmpty { return nil }
            return dataset.estimates[phase.levels[level]]!.gathered(own.map { batch.trajectories[$0] })
        }
        let ascending = options.levels.sorted()
        let rows = places.map { ascending.firstIndex(of: phase.levels[batch.levels[$0]])! }
        return learner.score(
            views.count == 1 ? views[0] : .concatenated(views, axis: 0),
            captions: captions.gathered(places.map { batch.trajectories[$0] }), rows: rows)
    }

    public var state: [String: Tensor] {
        TrainingState.joined(["model": learner.values, "optimizer": optimizer.state])
    }

    public mutating func restore(_ state: TrainingState) throws {
        try learner.load(state.part("model"))
        optimizer.restore(state.part("optimizer"))
    }
}
