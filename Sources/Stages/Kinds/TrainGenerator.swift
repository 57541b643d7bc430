import Engine
import Foundation
import Methods
import Models
import Recipes
import Tensors
import Values
import World

/// Trains the generator of the embedded world from nothing.
struct TrainGenerator: StageKind {
    let description = StageKindDescription(
        name: "train-generator",
        summary: "Trains the embedded world's text-conditioned generator from nothing",
        revision: 4,
        parameters: [
            ParameterDescription.trainingSteps(2800),
            ParameterDescription(
                "batch", .integer(1...4096), default: 64, help: "Freshly drawn scenes in a step"),
            ParameterDescription(
                "seed", .integer(0...Int.max), default: 1, help: "Decides weights, scenes and noise"),
            ParameterDescription.checkpointEvery(200),
            ParameterDescription.evaluationPrompts,
            ParameterDescription.precision,
        ],
        outputs: [
            OutputDescription("generator", type: ArtifactType.generator, summary: "Weights and model card")
        ],
        primaryOutput: "generator", cores: 64, memoryMegabytes: 1500)

    func run(_ context: StageContext) throws {
        var options = GeneratorTraining.Options()
        options.steps = try context.integer("steps")
        options.batch = try context.integer("batch")
        options.seed = try context.seed()
        let configuration = WorldGenerator.Configuration.world
        var training = GeneratorTraining(options: options, configuration: configuration)
        try context.run(&training, checkpointEvery: try context.integer("checkpoint_every"))

        let output = try context.outputFolder("generator")
        try ModelFolder.write(
            training.result, architecture: WorldGenerator.architecture, configuration: configuration,
            to: output)
        let judged = try WorldEvaluation(prompts: context.integer("evaluation_prompts"), context: context)
            .judge(generatorAt: output, steps: 20)
        let card = ModelCard(
            title: "World generator",
            summary: "Draws 32x32 scenes from six-word captions in 20 Euler steps (rectified flow).",
            architecture: """
                U-Net with 16x16x64 and 8x8x128 feature maps, attention to the caption's words; velocity prediction; \
                \(ModelCard.count(training.result)) parameters. Weights are the moving average of training.
                """,
            data:
                "Scenes drawn by a program, \(options.steps * options.batch) in all, captions of the training split only.",
            training: """
                Flow matching, \(options.steps) steps of \(options.batch), Muon \(options.muonRate) and AdamW \
                \(options.adamRate), seed \(options.seed). Stage kind `\(description.name)`.
                """,
            figures: judged)
        try card.write(to: output)
    }
}
