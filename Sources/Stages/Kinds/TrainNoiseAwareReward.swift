import Engine
import Foundation
import Layers
import Methods
import Models
import Recipes
import Tensors
import Values
import World

/// Noise-aware reward fine-tuning: a curriculum of noise levels, or one of the other orders.
struct TrainNoiseAwareReward: StageKind {
    let description = StageKindDescription(
        name: "train-narf",
        summary: "Fine-tunes the reward to judge Tweedie estimates, one checkpoint for each noise level",
        revision: 3,
        parameters: [
            ParameterDescription(
                "dataset", .artifact(types: [ArtifactType.tweedieDataset]), help: "Trajectories to learn from"
            ),
            ParameterDescription(
                "evaluation", .artifact(types: [ArtifactType.tweedieDataset]),
                help: "Trajectories of held-out prompts, on which ranking is measured before and after"),
            ParameterDescription("reward", .artifact(types: [ArtifactType.reward]), help: "The clean reward"),
        ] + NoiseAwareChoices.parameters + [
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
        var choices = try NoiseAwareChoices(context)
        try choices.options.check()
        let loaded = try context.artifact("reward").reward()
        if choices.learnsToRead && !loaded.learnsToRead { throw StageError.readsCaptionsOnce }
        choices.options.squashing = loaded.squashing
        let adapter = try choices.adapter(over: loaded)
        // Weights that learn are not clean any more; low-rank terms leave them as they are.
        let clean = adapter == nil ? try context.artifact("reward").reward() : loaded
        let levels = choices.options.levels.sorted()
        let (dataset, _) = try TweedieFiles.read(context.artifact("dataset"), levels: levels)
        var training = try NoiseAwareTraining(
            options: choices.options, learner: choices.learner(loaded, adapter: adapter), dataset: dataset
        ) { checkpoint in
            let name = checkpoint.phase.name
            guard checkpoint.weights.values.allSatisfy({ $0.sumOfSquares.isFinite }) else {
                throw StageError.notANumber(
                    "a weight of \(name.replacingOccurrences(of: "-", with: " "))")
            }
            try context.checkpoints.saveShard(name) { path in
                try TensorFile.write(checkpoint.weights, to: path, layout: .memory)
            }
        }
        let phases = training.phases
        try context.run(&training, checkpointEvery: try context.integer("checkpoint_every")) { state in
            try phases.filter { $0.endStep <= state.step }
                .allSatisfy { try context.checkpoints.shard($0.name) != nil }
        }

        let output = try context.outputFolder("rewards")
        let (held, index) = try TweedieFiles.read(context.artifact("evaluation"), levels: levels)
        let isRight =
            index.isOfWorld
            ? try Prompts(captions: held.texts.map { try Caption(parsing: $0) }).verdicts(on: held.pictures)
            : nil
        var figures: [NoiseAwareFigures.Level] = []
        for phase in phases {
            let checkpoint = try saved(phase, context)
            try NoiseAwareFolder.write(
                checkpoint, levels: levels, clean: clean, adapter: adapter, to: output)
            let rewards = try NoiseAwareFolder.rewards(
                checkpoint, levels: levels, clean: clean, adapter: adapter)
            for (level, aware) in rewards {
                try context.cancellation.check()
                figures.append(
                    NoiseAwareFigures.Level(
                        before: try RankingQuality(
                            step: level, dataset: held, isRight: isRight, reward: clean.reward),
                        after: try RankingQuality(
                            step: level, dataset: held, isRight: isRight, reward: aware)))
            }
        }
        figures.sort { $0.before.step < $1.before.step }
        try writeJSON(
            NoiseAwareFigures(kind: description.name, steps: index.steps, levels: figures),
            to: output + "/figures.json")
    }

    /// What a finished phase learned, from the disk.
    private func saved(_ phase: NoiseAwarePhase, _ context: StageContext) throws -> NoiseAwareCheckpoint {
        guard let path = try context.checkpoints.shard(phase.name) else {
            throw StageError.unreadable(file: phase.name, problem: "was damaged just after it was written")
        }
        return NoiseAwareCheckpoint(phase: phase, weights: try TensorFile.read(path, layout: .memory))
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
