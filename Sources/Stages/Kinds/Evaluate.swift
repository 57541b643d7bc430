import Engine
import Foundation
import Methods
import Models
import Recipes
import Tensors
import Values

/// Measures one way to draw, for a table of several.
struct Evaluate: StageKind {
    let description = StageKindDescription(
        name: "evaluate",
        summary:
            "Measures the pictures of one way to draw: rewards, judge, diversity, distance to scenes, cost",
        revision: 3,
        parameters: [
            ParameterDescription(
                "of", .artifact(types: [ArtifactType.pictures, ArtifactType.searchResults]),
                help: "Pictures of a generate or a search stage"),
            ParameterDescription(
                "label", .string(maximumLength: 60), help: "What the report calls this way to draw"),
            ParameterDescription(
                "group", .optional(.string(maximumLength: 60)),
                help: "Ways of one group are joined to a curve in the report"),
            ParameterDescription(
                "rewards", .list(of: .artifact(types: [ArtifactType.reward]), count: 1...8),
                help:
                    "The optimised reward, which chooses in best_of, then others; features are those of the last"
            ),
            ParameterDescription(
                "reward_names", .optional(.list(of: .string(maximumLength: 40), count: 1...8)),
                help: "What the report calls the rewards"),
            ParameterDescription(
                "best_of", .integer(1...4096), default: 1,
                help: "Take the best of so many consecutive pictures of a caption, by the first reward"),
            ParameterDescription(
                "images", .optional(.integer(1...4096)),
                help: "Pictures of each caption that are measured, from the first on; all unless given"),
            ParameterDescription(
                "strategy", .optional(.string(maximumLength: 60)),
                help: "Which winners of a search; its first strategy unless given"),
            ParameterDescription(
                "budget", .optional(.budget),
                help: "Which winners of a search; its first budget unless given"),
            ParameterDescription(
                "scenes", .integer(0...4096), default: 16,
                help: "Drawn scenes of each caption to which pictures are compared"),
            ParameterDescription("seed", .integer(0...Int.max), default: 8, help: "Decides the drawn scenes"),
            ParameterDescription.precision,
        ],
        outputs: [
            OutputDescription(
                "evaluation", type: ArtifactType.evaluation,
                summary: "figures.json, with a value of each prompt"
            )
        ], primaryOutput: "evaluation", cores: 64, memoryMegabytes: 600)

    func run(_ context: StageContext) throws {
        let artifact = try context.artifact("of")
        let drawn = try pictures(of: artifact, context)
        let rewards = try context.artifacts("rewards").map { try $0.reward().reward }
        let names =
            try context.optionalStrings("reward_names")
            ?? (rewards.count == 1 ? ["Reward"] : rewards.indices.map { "Reward \($0 + 1)" })
        guard names.count == rewards.count else {
            throw EvaluateError.namesDoNotMatch(rewards: rewards.count, names: names.count)
        }
        let bestOf = try context.integer("best_of")
        let images = try context.optionalInteger("images") ?? max(1, drawn.imagesPerPrompt / bestOf)
        guard images * bestOf <= drawn.imagesPerPrompt else {
            throw EvaluateError.tooFew(images: drawn.imagesPerPrompt, bestOf: bestOf, wanted: images)
        }
        let evaluation = Evaluation(
            drawn: drawn, rewards: rewards, imagesPerPrompt: images, bestOf: bestOf,
            scenes: try context.integer("scenes"), seed: try context.seed())
        var results: [Evaluation.PromptResult] = []
        var choiceMACs = 0
        for prompt in 0..<drawn.prompts.count {
            try context.cancellation.check()
            let (result, macs) = try evaluation.run(prompt: prompt)
            results.append(result)
            choiceMACs = max(choiceMACs, macs)
            context.progress.report(completed: prompt + 1, total: drawn.prompts.count, unit: "captions")
        }
        try writeJSON(
            EvaluationFigures(
                kind: description.name, label: context.string("label"),
                group: context.optionalString("group"),
                prompts: drawn.prompts.texts, imagesPerPrompt: images, bestOf: bestOf,
                macs: drawn.macs * bestOf + choiceMACs / images, evaluated: artifact.digest.hexadecimal,
                isExact: drawn.isExact,
                rewards: names.enumerated().map { index, name in
                    EvaluationFigures.Reward(
                        name: name, measure: EvaluationFigures.Measure(results.map { $0.rewards[index] }))
                },
                judge: EvaluationFigures.Measure(results.map(\.judge)),
                scenes: EvaluationFigures.Measure(results.map(\.scenes)),
                diversity: EvaluationFigures.Distance(
                    pixels: EvaluationFigures.Measure(results.map(\.pixelDiversity)),
                    features: EvaluationFigures.Measure(results.map(\.featureDiversity))),
                sceneDistance: drawn.prompts.captions.map { _ in
                    EvaluationFigures.Distance(
                        pixels: EvaluationFigures.Measure(results.map(\.pixelDistance)),
                        features: EvaluationFigures.Measure(results.map(\.featureDistance)))
                }), to: context.outputFolder("evaluation") + "/figures.json")
    }

    private func pictures(of artifact: Artifact, _ context: StageContext) throws -> EvaluatedPictures {
        guard artifact.contains("candidates.json") else { return try EvaluatedPictures(generated: artifact) }
        return try EvaluatedPictures(
            searched: artifact, strategy: context.optionalString("strategy"),
            budget: context.optionalSearchBudget("budget"))
    }
}
