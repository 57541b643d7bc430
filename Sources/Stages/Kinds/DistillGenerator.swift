import Engine
import Foundation
import Layers
import Methods
import Models
import Recipes
import Tensors
import Values
import World

/// Distils the many-step generator into one step.
struct DistillGenerator: StageKind {
    let description = StageKindDescription(
        name: "distill-generator", summary: "Distils the many-step generator into one step",
        revision: 3,
        parameters: [
            ParameterDescription(
                "generator", .artifact(types: [ArtifactType.generator, ArtifactType.oneStepGenerator]),
                help: "Where the student starts: the teacher, or a student that learned to draw in one step"),
            ParameterDescription(
                "reward", .artifact(types: [ArtifactType.reward]),
                help: "In whose features pictures are compared"),
            ParameterDescription(
                "pairs", .artifact(types: [ArtifactType.teacherPairs]),
                help: "What the teacher drew of which noise"),
            ParameterDescription.trainingSteps(1000),
            ParameterDescription("batch", .integer(1...4096), default: 48, help: "Pairs in a step"),
            ParameterDescription(
                "intermediate_share", .number(0...1, excludesUpper: true), default: 0,
                help:
                    "Share of the pairs of a step that are met between noise and picture, for drawing in several steps"
            ),
            ParameterDescription(
                "seed", .integer(0...Int.max), default: 3, help: "Decides the order of pairs"),
            ParameterDescription.checkpointEvery(100),
            ParameterDescription.evaluationPrompts,
            ParameterDescription.precision,
        ],
        outputs: [
            OutputDescription(
                "one_step", type: ArtifactType.oneStepGenerator, summary: "Weights and model card")
        ], primaryOutput: "one_step", cores: 64, memoryMegabytes: 1500)

    func run(_ context: StageContext) throws {
        let folder = try context.artifact("generator").modelFolder()
        let (teacher, store) = try folder.generator()
        let reward = try context.artifact("reward").modelFolder().reward().model
        let pairs = try TeacherPairFiles.read(context.artifact("pairs"))
        var options = DistillationTraining.Options()
        options.steps = try context.integer("steps")
        options.batch = min(try context.integer("batch"), pairs.count)
        options.intermediateShare = try context.number("intermediate_share")
        options.seed = try context.seed()
        var training = try DistillationTraining(
            options: options, teacher: store.values, configuration: teacher.configuration, reward: reward,
            pairs: pairs)
        try context.run(&training, checkpointEvery: try context.integer("checkpoint_every"))

        let output = try context.outputFolder("one_step")
        try ModelFolder.write(
            training.result, architecture: WorldGenerator.architecture, configuration: teacher.configuration,
            to: output)
        let evaluation = try WorldEvaluation(prompts: context.integer("evaluation_prompts"), context: context)
        // Without intermediate samples it knows one step only.
        let judged = try (options.intermediateShare > 0 ? [1, 2, 4, 8] : [1]).flatMap { steps in
            try evaluation.judge(generatorAt: output, steps: steps).map {
                options.intermediateShare > 0 ? "In \(steps) \(steps == 1 ? "step" : "steps"): \($0)" : $0
            }
        }
        let card = ModelCard(
            title: "World one-step generator",
            summary:
                "Draws 32x32 scenes from six-word captions in a single step: picture = noise - velocity(noise, 1).",
            architecture: "As the world generator; \(ModelCard.count(training.result)) parameters.",
            data:
                "\(pairs.count) pairs of noise and picture of the world generator, captions of the training split only.",
            training: """
                Pseudo-Huber distance of pixels and \(options.featureWeight) times the distance in the reward's \
                features, \(options.steps) steps of \(options.batch), \
                \(options.intermediateShare > 0 ? "\(options.intermediateShare) of them on the way from noise to picture, " : "")\
                Muon \(options.muonRate) and AdamW \
                \(options.adamRate), seed \(options.seed). Stage kind `\(description.name)`.
                """,
            figures: judged)
        try card.write(to: output)
    }
}
