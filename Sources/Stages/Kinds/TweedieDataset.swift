import Engine
import Foundation
import Images
import Methods
import Models
import Recipes
import Tensors
import Values

/// Draws trajectories and keeps what the generator believed at every step, with the clean reward of the picture.
struct TweedieDataset: StageKind {
    let description = StageKindDescription(
        name: "tweedie-dataset",
        summary: "Draws trajectories: Tweedie estimates of every step, the picture, its clean reward",
        revision: 4,
        parameters: [
            ParameterDescription(
                "generator", .artifact(types: [ArtifactType.generator, ArtifactType.oneStepGenerator]),
                help: "Draws the pictures"),
            ParameterDescription(
                "reward", .artifact(types: [ArtifactType.reward]), help: "Scores the finished pictures"),
            ParameterDescription("prompts", .prompts, help: "Captions, one on each line"),
            ParameterDescription(
                "limit", .optional(.integer(1...1_000_000)), role: .extendable,
                help: "Only this many captions from the top of the file"),
            ParameterDescription(
                "images_per_prompt", .integer(1...4096), default: 8, role: .extendable,
                help: "Trajectories of each prompt, with noise of their own"),
        ] + GeneratorChoices.parameters(steps: 20) + [
            ParameterDescription("seed", .integer(0...Int.max), default: 1, help: "Decides all noise"),
            ParameterDescription.precision,
        ],
        outputs: [
            OutputDescription(
                "dataset", type: ArtifactType.tweedieDataset,
                summary: "Shards of trajectories, the list of prompts, a picture of a few trajectories")
        ], primaryOutput: "dataset", cores: 64, memoryMegabytes: 700)

    func run(_ context: StageContext) throws {
        let loaded = try context.artifact("generator").generator(context.generatorChoices())
        let generator = loaded.generator
        let reward = try context.artifact("reward").reward().reward
        let texts = try context.prompts(
            "prompts", limit: context.optionalInteger("limit"), areOfWorld: loaded.isOfWorld)
        let prompts = try texts.searchPrompts(seed: context.seed())
        let imagesPerPrompt = try context.integer("images_per_prompt")
        let steps = generator.steps
        let layout = EarlierTrajectories.Layout(prompts: prompts.count, imagesPerPrompt: imagesPerPrompt)
        var earlier = context.shorter.map {
            EarlierTrajectories($0, of: layout, steps: steps, texts: texts.texts)
        }
        let shards = layout.shards
        let total = prompts.count * imagesPerPrompt
        let output = try context.outputFolder("dataset")

        let known = Set(try context.checkpoints.shardNames())
        if !known.isEmpty { context.progress.resumed(from: "shard \(known.count) of \(shards.count)") }
        for (index, range) in shards.enumerated() {
            try context.cancellation.check()
            let name = TweedieFiles.shardName(index)
            if try context.checkpoints.shard(name) == nil {
                if let file = earlier?.file(ofShard: index, of: layout) {
                    try context.checkpoints.saveShard(name, copying: file)
                } else {
                    let all = try trajectories(
                        of: range, goingOnFrom: &earlier, imagesPerPrompt: imagesPerPrompt
                    ) { missing in
                        try TweedieTrajectories.draw(
                            missing, of: Array(prompts[range]), firstPrompt: range.lowerBound,
                            generator: generator, reward: reward)
                    }
                    guard all.rewards.allSatisfy(\.isFinite) else { throw StageError.notANumber("a reward") }
                    try context.checkpoints.saveShard(name) { path in try TweedieFiles.write(all, to: path) }
                }
            }
            _ = try context.checkpoints.placeShard(name, at: "\(output)/\(name)")
            context.progress.report(
                completed: range.upperBound * imagesPerPrompt, total: total, unit: "trajectories")
        }
        try writeJSON(
            TweedieFiles.Index(
                kind: description.name, prompts: texts.texts, imagesPerPrompt: imagesPerPrompt, steps: steps,
                isOfWorld: loaded.isOfWorld,
                shards: shards.indices.map(TweedieFiles.shardName)), to: output + "/figures.json")
        try preview(
            shard: "\(output)/\(TweedieFiles.shardName(0))", texts: texts.texts, steps: steps,
            to: output + "/trajectories.png")
    }

    /// The trajectories of some prompts, those that are known already among them. What is stored in half precision
    /// is exact when it is stored again.
    private func trajectories(
        of prompts: Range<Int>, goingOnFrom earlier: inout EarlierTrajectories?, imagesPerPrompt: Int,
        draw: ([(prompt: Int, candidate: Int)]) throws -> TweedieTrajectories
    ) rethrows -> TweedieTrajectories {
        var parts: [TweedieTrajectories] = []
        var missing: [(prompt: Int, candidate: Int)] = []
        // Of each trajectory in its place: its number among the known ones, or among the missing ones.
        var known = 0
        var places: [(isKnown: Bool, number: Int)] = []
        for prompt in prompts {
            let own = earlier?.trajectories(of: prompt)
            let count = own?.count ?? 0
            if let own { parts.append(own) }
            places += (0..<count).map { (true, known + $0) }
            known += count
            for candidate in count..<imagesPerPrompt {
                places.append((false, missing.count))
                missing.append((prompt - prompts.lowerBound, candidate))
            }
        }
        if !missing.isEmpty { parts.append(try draw(missing)) }
        return TweedieTrajectories.joined(parts).gathered(
            places.map { $0.isKnown ? $0.number : known + $0.number })
    }

    /// A few trajectories, one on each row: what the generator believed at some of the steps, then the picture.
    private func preview(shard: String, texts: [String], steps: Int, to path: String) throws {
        let shown = Array(Set([0, 1, 2, 3, 4, 6, 9, 14].filter { $0 < steps })).sorted()
        let part = try TweedieFiles.read([shard], levels: shown, texts: texts)
        let rows = stride(from: 0, to: part.count, by: max(1, part.count / 6)).prefix(6)
        let images = rows.flatMap { row in
            shown.map { Pictures.images(part.estimates[$0]!.gathered([row]))[0] }
                + Pictures.images(part.pictures.gathered([row]))
        }
        try PixelImage.grid(images, columns: shown.count + 1, padding: 4, scale: Pictures.scale(of: images))
            .writePNG(to: path)
    }
}
