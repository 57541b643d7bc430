import Engine
import Foundation
import Images
import Methods
import Models
import Recipes
import Tensors
import Values
import World

/// Draws trajectories and keeps what the generator believed at every step, with the clean reward of the picture.
struct TweedieDataset: StageKind {
    let description = StageKindDescription(
        name: "tweedie-dataset",
        summary: "Draws trajectories: Tweedie estimates of every step, the picture, its clean reward",
        parameters: [
            ParameterDescription(
                "generator", .artifact(types: [ArtifactType.generator]), help: "Draws the pictures"),
            ParameterDescription(
                "reward", .artifact(types: [ArtifactType.reward]), help: "Scores the finished pictures"),
            ParameterDescription("prompts", .prompts, help: "Captions, one on each line"),
            ParameterDescription(
                "limit", .optional(.integer(1...1_000_000)),
                help: "Only this many captions from the top of the file"),
            ParameterDescription(
                "images_per_prompt", .integer(1...4096), default: 8,
                help: "Trajectories of each prompt, with noise of their own"),
            ParameterDescription(
                "steps", .integer(1...1000), default: 20, help: "Euler steps from noise to picture"),
            ParameterDescription("seed", .integer(0...Int.max), default: 1, help: "Decides all noise"),
        ],
        outputs: [
            OutputDescription(
                "dataset", type: ArtifactType.tweedieDataset,
                summary: "Shards of trajectories, the list of prompts, a picture of a few trajectories")
        ], primaryOutput: "dataset", cores: 64, memoryMegabytes: 700)

    /// Trajectories in one shard: enough to keep the cores busy, few enough to lose little in a crash.
    private static let trajectoriesPerShard = 64

    func run(_ context: StageContext) throws {
        let generator = try context.artifact("generator").modelFolder().generator().model
        let reward = try context.artifact("reward").modelFolder().reward().model
        let captions = try context.prompts("prompts", limit: context.optionalInteger("limit")).captions
        let prompts = try Prompts.searchPrompts(captions, seed: context.seed())
        let imagesPerPrompt = try context.integer("images_per_prompt")
        let steps = try context.integer("steps")
        let perShard = max(1, Self.trajectoriesPerShard / imagesPerPrompt)
        let starts = Array(stride(from: 0, to: prompts.count, by: perShard))
        let total = prompts.count * imagesPerPrompt
        let output = try context.outputFolder("dataset")

        let known = Set(try context.checkpoints.shardNames())
        if !known.isEmpty { context.progress.resumed(from: "shard \(known.count) of \(starts.count)") }
        for (index, start) in starts.enumerated() {
            try context.cancellation.check()
            let name = TweedieFiles.shardName(index)
            let end = min(start + perShard, prompts.count)
            if try context.checkpoints.shard(name) == nil {
                let drawn = TweedieTrajectories.draw(
                    prompts: Array(prompts[start..<end]), firstPrompt: start,
                    imagesPerPrompt: imagesPerPrompt,
                    steps: steps, generator: generator, reward: reward)
                guard drawn.rewards.allSatisfy(\.isFinite) else { throw StageError.notANumber("a reward") }
                try context.checkpoints.saveShard(name) { path in try TweedieFiles.write(drawn, to: path) }
            }
            _ = try context.checkpoints.placeShard(name, at: "\(output)/\(name)")
            context.progress.report(completed: end * imagesPerPrompt, total: total, unit: "trajectories")
        }
        try writeJSON(
            TweedieFiles.Index(
                kind: description.name, prompts: captions.map(\.text), imagesPerPrompt: imagesPerPrompt,
                steps: steps,
                shards: starts.indices.map(TweedieFiles.shardName)), to: output + "/figures.json")
        try preview(
            shard: "\(output)/\(TweedieFiles.shardName(0))", prompts: prompts.count, steps: steps,
            to: output + "/trajectories.png")
    }

    /// A few trajectories, one on each row: what the generator believed at some of the steps, then the picture.
    private func preview(shard: String, prompts: Int, steps: Int, to path: String) throws {
        let shown = Array(Set([0, 1, 2, 3, 4, 6, 9, 14].filter { $0 < steps })).sorted()
        let part = try TweedieFiles.read([shard], levels: shown, prompts: prompts)
        let rows = stride(from: 0, to: part.count, by: max(1, part.count / 6)).prefix(6)
        let images = rows.flatMap { row in
            shown.map { Pictures.images(part.estimates[$0]!.gathered([row]))[0] }
                + Pictures.images(part.pictures.gathered([row]))
        }
        try PixelImage.grid(images, columns: shown.count + 1, padding: 4, scale: 2).writePNG(to: path)
    }
}
