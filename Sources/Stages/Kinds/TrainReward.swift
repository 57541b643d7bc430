import Engine
import Foundation
import Methods
import Models
import Recipes
import Tensors
import Values
import World

/// Trains the reward model of the embedded world from nothing.
struct TrainReward: StageKind {
    let description = StageKindDescription(
        name: "train-reward",
        summary: "Trains the embedded world's reward on drawn scenes and hard negatives",
        revision: 4,
        parameters: [
            ParameterDescription.trainingSteps(1500),
            ParameterDescription(
                "batch", .integer(1...4096), default: 64, help: "Freshly drawn scenes in a step"),
            ParameterDescription(
                "seed", .integer(0...Int.max), default: 2, help: "Decides weights, scenes and noise"),
            ParameterDescription.checkpointEvery(200),
            ParameterDescription.evaluationPrompts,
            ParameterDescription.precision,
        ],
        outputs: [OutputDescription("reward", type: ArtifactType.reward, summary: "Weights and model card")],
        primaryOutput: "reward", cores: 64, memoryMegabytes: 1500)

    func run(_ context: StageContext) throws {
        var options = RewardTraining.Options()
        options.steps = try context.integer("steps")
        options.batch = try context.integer("batch")
        options.seed = try context.seed()
        let configuration = WorldReward.Configuration.world
        var training = RewardTraining(options: options, configuration: configuration)
        try context.run(&training, checkpointEvery: try context.integer("checkpoint_every"))

        let output = try context.outputFolder("reward")
        try ModelFolder.write(
            training.result, architecture: WorldReward.architecture, configuration: configuration, to: output)
        let judged = try WorldEvaluation(prompts: context.integer("evaluation_prompts"), context: context)
            .choose(rewardAt: output)
        let card = ModelCard(
            title: "World reward",
            summary:
                "Log-likelihood of a caption given a picture: higher where the picture shows what the caption says.",
            architecture: """
                Convolution tower to 8x8 tokens and a two-layer causal captioner over them; \
                \(ModelCard.count(training.result)) parameters. Weights are the moving average of training.
                """,
            data: """
                Scenes drawn by a program with noise of up to \(options.noise), \(options.steps * options.batch) in all, \
                captions of the training split only; \(options.negatives) hard negatives for each.
                """,
            training: """
                Caption likelihood, contrast to hard negatives and patch labels, \(options.steps) steps of \
                \(options.batch), Muon \(options.muonRate) and AdamW \(options.adamRate), seed \(options.seed). \
                Stage kind `\(description.name)`.
                """,
            figures: judged)
        try card.write(to: output)
    }
}
