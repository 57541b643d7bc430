import Engine
import Foundation
import Layers
import Methods
import Models
import Recipes
import Tensors
import Values
import World

/// Noise-aware reward fine-tuning along a curriculum from clean to noisy.
struct TrainNoiseAwareReward: StageKind {
    let description = StageKindDescription(
        name: "train-narf",
        summary: "Fine-tunes the reward to judge Tweedie estimates, one checkpoint for each noise level",
        revision: 2,
        parameters: [
            ParameterDescription(
                "dataset", .artifact(types: [ArtifactType.tweedieDataset]), help: "Trajectories to learn from"
            ),
            ParameterDescription(
                "evaluation", .artifact(types: [ArtifactType.tweedieDataset]),
                help: "Trajectories of held-out prompts, on which ranking is measured before and after"),
            ParameterDescription("reward", .artifact(types: [ArtifactType.reward]), help: "The clean reward"),
            ParameterDescription(
                "levels", .list(of: .integer(0...999), count: 1...100), default: [3, 2, 1],
                help: "Sampler steps in the order of the curriculum, from clean to noisy"),
            ParameterDescription(
                "epochs_per_level", .number(0...1000, excludesLower: true), unit: "epochs", default: 4,
                help: "Passes over the dataset at each level"),
            ParameterDescription("batch", .integer(1...4096), default: 64, help: "Trajectories in a step"),
            ParameterDescription(
                "learning_rate", .number(0...1, excludesLower: true), default: 0.0006,
                help: "AdamW, falling to a tenth"),
            ParameterDescription(
                "rank_share", .number(0...1), default: 0.5,
                help: "Share of the rank within the prompt in the target; the rest is the standardised reward"
            ),
            ParameterDescription(
                "trainable", .choice(["picture-tower", "all"]), default: "picture-tower",
                help: "What learns: only what looks at pictures, or the words of captions as well"),
            ParameterDescription(
                "seed", .integer(0...Int.max), default: 4, help: "Decides the order of trajectories"),
            ParameterDescription(
                "checkpoint_every", .integer(1...1_000_000), unit: "steps", default: 50, role: .neutral,
                help: "How much work a crash may cost"),
            ParameterDescription.precision,
        ],
        outputs: [
            OutputDescription(
                "rewards", type: ArtifactType.noiseAwareReward,
                summary: "A reward for each level, and its figures")
        ], primaryOutput: "rewards", cores: 64, memoryMegabytes: 900)

    func run(_ context: StageContext) throws {
        let levels = try context.integers("levels")
        let loaded = try context.artifact("reward").reward()
        let clean = try context.artifact("reward").reward()
        let (dataset, _) = try TweedieFiles.read(context.artifact("dataset"), levels: levels)

        var options = NoiseAwareTraining.Options(
            levels: levels, epochsPerLevel: try context.number("epochs_per_level"))
        options.batch = min(try context.integer("batch"), dataset.count)
        options.learningRate = Float(try context.number("learning_rate"))
        options.rankShare = Float(try context.number("rank_share"))
        let learnsAll = try context.string("trainable") == "all"
        if learnsAll && !loaded.learnsToRead { throw StageError.readsCaptionsOnce }
        options.trainable = learnsAll ? [] : loaded.pictureTower
        options.squashing = loaded.squashing
        options.seed = try context.seed()
        var training = try NoiseAwareTraining(
            options: options, store: loaded.store, reward: loaded.reward, dataset: dataset)
        try context.run(&training, checkpointEvery: try context.integer("checkpoint_every"))

        let output = try context.outputFolder("rewards")
        for level in levels {
            let target = "\(output)/level-\(level)"
            try FileManager.default.createDirectory(atPath: target, withIntermediateDirectories: true)
            let weights = training.checkpoints[level]!
            guard weights.values.allSatisfy({ $0.sumOfSquares.isFinite }) else {
                throw StageError.notANumber("a weight of level \(level)")
            }
            try clean.writeChanged(weights, target)
        }
        try evaluate(
            levels: levels.sorted(), clean: clean, training: training, context: context, output: output)
    }

    /// Ranking quality on held-out prompts, with the clean and with the noise-aware reward.
    private func evaluate(
        levels: [Int], clean: LoadedReward, training: NoiseAwareTraining, context: StageContext,
        output: String
    ) throws {
        let (held, index) = try TweedieFiles.read(context.artifact("evaluation"), levels: levels)
        let isRight =
            index.isOfWorld
            ? try Prompts(captions: held.texts.map { try Caption(parsing: $0) }).verdicts(on: held.pictures)
            : nil
        var figures: [NoiseAwareFigures.Level] = []
        for level in levels {
            try context.cancellation.check()
            let aware = try clean.changed(training.checkpoints[level]!)
            figures.append(
                NoiseAwareFigures.Level(
                    before: try RankingQuality(
                        step: level, dataset: held, isRight: isRight, reward: clean.reward),
                    after: try RankingQuality(step: level, dataset: held, isRight: isRight, reward: aware)))
        }
        try writeJSON(
            NoiseAwareFigures(kind: description.name, steps: index.steps, levels: figures),
            to: output + "/figures.json")
    }
}

/// The `figures.json` of noise-aware training.
struct NoiseAwareFigures: Codable {
    struct Level: Codable {
        let before: RankingQuality
        let after: RankingQuality
    }

    let kind: String
    let steps: Int
    let levels: [Level]
}
