import Engine
import Foundation
import Images
import Layers
import Methods
import Models
import Recipes
import Tensors
import Values
import World

/// Learns once how to improve the noise of a one-step generator.
struct TrainHypernetwork: StageKind {
    let description = StageKindDescription(
        name: "train-hypernetwork",
        summary: "Learns low-rank terms that improve the noise of a one-step generator",
        revision: 2,
        parameters: [
            ParameterDescription(
                "generator", .artifact(types: [ArtifactType.oneStepGenerator]),
                help: "The generator, which stays frozen"),
            ParameterDescription(
                "reward", .artifact(types: [ArtifactType.reward]), help: "What pictures are to please"),
            ParameterDescription("prompts", .prompts, help: "Training captions, one on each line"),
            ParameterDescription("evaluation", .prompts, help: "Held-out captions"),
            ParameterDescription(
                "evaluation_limit", .optional(.integer(1...1_000_000)),
                help: "Only this many held-out captions from the top of the file"),
            ParameterDescription("rank", .integer(1...512), default: 16, help: "Rank of the low-rank terms"),
            ParameterDescription(
                "alpha", .optional(.number(0...10_000, excludesLower: true)),
                help: "Scale of the terms is alpha / rank; twice the rank by default"),
            ParameterDescription(
                "steps", .integer(1...1_000_000), default: 300, role: .extendable,
                help:
                    "Training steps; a longer training goes on from where the shorter one's rate began to fall"
            ),
            ParameterDescription("batch", .integer(1...4096), default: 32, help: "Samples in a step"),
            ParameterDescription(
                "learning_rate", .number(0...1, excludesLower: true), default: 0.001,
                help: "AdamW, after a warm-up"),
            ParameterDescription(
                "reward_weight", .number(0...1000), default: 5, help: "Weight of the reward in the loss"),
            ParameterDescription(
                "regularization", .number(0...1000), default: 0.5,
                help: "Weight of the mean of squares of the change of the noise"),
            ParameterDescription(
                "evaluation_images", .integer(1...1024), default: 2, help: "Pictures of each held-out caption"
            ),
            ParameterDescription("seed", .integer(0...Int.max), default: 5, help: "Decides noise and order"),
        ] + GeneratorChoices.pipelineParameters + [
            ParameterDescription(
                "checkpoint_every", .integer(1...1_000_000), unit: "steps", default: 50, role: .neutral,
                help: "How much work a crash may cost"),
            ParameterDescription.precision,
        ],
        outputs: [
            OutputDescription(
                "hypernetwork", type: ArtifactType.hypernetwork,
                summary: "Low-rank terms in PEFT's layout, figures and pictures with and without it")
        ], primaryOutput: "hypernetwork", cores: 64, memoryMegabytes: 900)

    func run(_ context: StageContext) throws {
        let rank = try context.integer("rank")
        let alpha = try context.optionalNumber("alpha").map { Float($0) } ?? Float(2 * rank)
        let seed = try context.seed()
        let adapter = LowRankAdapter(
            rank: rank, alpha: alpha, replacedLayers: HypernetworkFiles.replacedLayers,
            source: .random(seed: seed),
            isTrainable: true)
        let (hypernetwork, isOfWorld) = try HypernetworkFiles.build(
            adapter: adapter, generator: context.artifact("generator"),
            choices: context.generatorChoices(steps: 1))
        let loaded = try context.artifact("reward").reward()
        let prompts = try context.prompts("prompts", areOfWorld: isOfWorld).texts
        let evaluation = try context.prompts(
            "evaluation", limit: context.optionalInteger("evaluation_limit"), areOfWorld: isOfWorld)

        var options = HypernetworkTraining.Options()
        options.steps = try context.integer("steps")
        options.batch = min(try context.integer("batch"), prompts.count)
        options.learningRate = Float(try context.number("learning_rate"))
        options.rewardWeight = Float(try context.number("reward_weight"))
        options.regularization = Float(try context.number("regularization"))
        options.squashing = loaded.squashing
        options.seed = seed
        var training = HypernetworkTraining(
            options: options, hypernetwork: hypernetwork, adapter: adapter, reward: loaded.reward,
            prompts: prompts)
        try context.run(&training, checkpointEvery: try context.integer("checkpoint_every"))

        guard training.result.values.allSatisfy({ $0.sumOfSquares.isFinite }) else {
            throw StageError.notANumber("a weight of the hypernetwork")
        }
        adapter.store.setTrainable(false)
        let output = try context.outputFolder("hypernetwork")
        try HypernetworkFiles.write(adapter, to: output)
        let figures = try HypernetworkEvaluation(
            prompts: evaluation, imagesPerPrompt: try context.integer("evaluation_images"), seed: seed
        ).run(hypernetwork, reward: loaded.reward, context: context, picturesTo: output)
        try writeJSON(figures, to: output + "/figures.json")
    }
}
