import Engine
import Layers
import Methods
import Recipes
import Tensors
import Values

/// Learns once how to improve the noise of a one-step generator.
struct TrainHypernetwork: StageKind {
    let description = StageKindDescription(
        name: "train-hypernetwork",
        summary: "Learns low-rank terms that improve the noise of a one-step generator",
        revision: 4,
        parameters: HypernetworkParameters.all([
            ParameterDescription(
                "last_layer", .string(maximumLength: 200),
                default: .string(HypernetworkFiles.lastLayer),
                help: "The generator's last layer, which gives its low-rank term alone: zero at the start"),
            ParameterDescription(
                "residual", .boolean, default: true,
                help: "Whether the output is added to the noise, or is the noise itself"),
            ParameterDescription(
                "regularizer", .choice(NoiseRegularizer.allCases.map(\.rawValue)), default: "l2",
                help:
                    "Mean of squares of the output; or half its squared norm, as in the paper; or the density of the norm of the noise"
            ),
            ParameterDescription(
                "regularization", .number(0...1000), default: 0.5,
                help: "Weight of the regularizer in the loss"),
            ParameterDescription(
                "lipschitz_samples", .integer(0...1000), default: 2,
                help: "Held-out captions at whose noise the stretch of the output is measured; 0 for none"),
        ]),
        outputs: [
            OutputDescription(
                "hypernetwork", type: ArtifactType.hypernetwork,
                summary: "Low-rank terms in PEFT's layout, figures and pictures with and without it")
        ], primaryOutput: "hypernetwork", cores: 64, memoryMegabytes: 900)

    func run(_ context: StageContext) throws {
        let base = try HypernetworkGenerator(
            context.artifact("generator"), choices: context.generatorChoices(steps: 1))
        let last = try context.string("last_layer")
        let layers = HypernetworkLayers(patterns: try context.strings("layers"))
        try layers.check(against: base.layers, last: last)
        let rank = try context.integer("rank")
        let adapter = LowRankAdapter(
            rank: rank, alpha: try context.optionalNumber("alpha").map { Float($0) } ?? Float(2 * rank),
            replacedLayers: [last], source: .random(seed: try context.seed()), isTrainable: true
        ) { $0 == last || layers.contains($0) }
        let isResidual = try context.boolean("residual")
        let hypernetwork = try base.hypernetwork(adapter: adapter, isResidual: isResidual)

        let rewards = try context.weightedRewards()
        let prompts = try context.prompts("prompts", for: base).texts
        let evaluation = HypernetworkEvaluation(
            prompts: try context.prompts(
                "evaluation", limit: context.optionalInteger("evaluation_limit"), for: base),
            imagesPerPrompt: try context.integer("evaluation_images"), seed: try context.seed(),
            rewards: rewards, context: context)
        let pair = HypernetworkEvaluation.Pair(hypernetwork)
        let shown = try context.integer("evaluate_prompts")
        var training = try PostTraining(
            options: context.postTrainingOptions(prompts: prompts.count),
            hypernetwork: HypernetworkObjective(
                hypernetwork, adapter: adapter, prompts: prompts,
                regularizer: NoiseRegularizer(rawValue: context.string("regularizer")) ?? .meanSquare,
                regularization: Float(context.number("regularization"))),
            rewards: rewards, prompts: prompts
        ) { try evaluation.figures(pair, prompts: shown) }
        try context.run(&training, checkpointEvery: try context.integer("checkpoint_every"))
        try training.apply(to: adapter, context: context)

        let output = try context.outputFolder("hypernetwork")
        try HypernetworkFiles.write(adapter, isResidual: isResidual, to: output)
        let result = try evaluation.run(pair, title: "hypernetwork", picturesTo: output)
        let divergence = try evaluation.divergence(
            pair, change: result.change, samples: context.integer("lipschitz_samples"))
        try writeJSON(
            HypernetworkFigures(result, of: evaluation, divergence: divergence, training: training),
            to: output + "/figures.json")
    }
}

extension PostTraining {
    /// Puts what was learned into the adapter, frozen.
    ///
    /// - Throws: where a weight is not a finite number.
    func apply(to adapter: LowRankAdapter, context: StageContext) throws {
        guard result.values.allSatisfy({ $0.sumOfSquares.isFinite }) else {
            throw StageError.notANumber("a weight of the low-rank terms")
        }
        if skippedSteps > 0 {
            context.progress.note("\(skippedSteps) steps were skipped: a gradient was not a finite number")
        }
        try adapter.store.load(result)
        adapter.store.setTrainable(false)
    }
}
