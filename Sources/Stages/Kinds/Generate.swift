import Engine
import Foundation
import Images
import Methods
import Models
import Recipes
import Tensors
import Values

/// Draws pictures of captions, one for each seed, without any search.
struct Generate: StageKind {
    let description = StageKindDescription(
        name: "generate", summary: "Draws pictures of captions, without any search",
        revision: 4,
        parameters: [
            ParameterDescription(
                "generator", .artifact(types: [ArtifactType.generator, ArtifactType.oneStepGenerator]),
                help: "Draws the pictures; a one-step generator in one step, or in more if it learned that"),
            ParameterDescription(
                "hypernetwork", .optional(.artifact(types: [ArtifactType.hypernetwork])),
                help: "Improves the noise of a one-step generator"),
            ParameterDescription(
                "hypernetwork_shift", .choice(HypernetworkShift.allCases.map(\.rawValue)), default: "own",
                help:
                    "What is added to a noise: its own change, the mean change of many noises, that of another noise of the caption, or of another noise and the next caption"
            ),
            ParameterDescription("prompts", .prompts, help: "Captions, one on each line"),
            ParameterDescription(
                "limit", .optional(.integer(1...100_000)), role: .extendable,
                help: "Only this many captions from the top of the file"),
            ParameterDescription(
                "images_per_prompt", .integer(1...4096), default: 1, role: .extendable,
                help: "Pictures of each caption"),
            ParameterDescription(
                "seeds", .optional(.list(of: .integer(0...Int.max), count: 1...4096)),
                help: "A picture of each caption for each of these, in place of images_per_prompt and seed"),
        ] + GeneratorChoices.parameters(steps: 20) + [
            ParameterDescription("seed", .integer(0...Int.max), default: 1, help: "Decides all noise"),
            ParameterDescription(
                "noise", .choice(NoiseSource.allCases.map(\.rawValue)), default: "philox",
                help:
                    "Tweed's own noise, or that of torch.Generator on the CPU or a GPU for the same seed; the latter with \"seeds\""
            ),
            ParameterDescription(
                "latents", .boolean, default: false,
                help: "Whether to keep the final states too, in latents.safetensors"),
            ParameterDescription(
                "estimates", .choice(["none", "pictures", "latents"]), default: "none",
                help: "Whether to keep the Tweedie estimate of every step, and how"),
            ParameterDescription.precision,
        ],
        outputs: [
            OutputDescription(
                "pictures", type: ArtifactType.pictures,
                summary:
                    "0000.png, 0001.png, ... by prompt and seed; grid.png; figures.json"
            )
        ], primaryOutput: "pictures", cores: 64, memoryMegabytes: 400)

    /// The `figures.json` of a generate stage.
    struct Figures: Codable {
        let kind: String
        let prompts: [String]
        let imagesPerPrompt: Int
        let steps: Int
        /// The judge's verdict on each picture; nil where there is no judge.
        let isRight: [Bool]?
        /// Share of fully right pictures of each prompt, as the exact judge reads them.
        let judge: MeanEstimate?
        /// Multiply-accumulates of one picture.
        let macs: Int
    }

    /// Memory is for a batch, however many pictures a caption gets.
    private static let largestBatch = 32
    /// Pictures in the grid.
    private static let shownCount = 64

    func run(_ context: StageContext) throws {
        let artifact = try context.artifact("generator")
        let choices = try context.generatorChoices()
        let loaded = try artifact.generator(choices)
        let hypernetwork = try context.optionalArtifact("hypernetwork").map {
            try HypernetworkFiles.read($0, generator: artifact, choices: choices)
        }
        let prompts = try context.prompts(
            "prompts", limit: context.optionalInteger("limit"), areOfWorld: loaded.isOfWorld)
        let noise = try DrawingNoise(context, prompts: prompts, shape: loaded.generator.stateShape)
        let shift = HypernetworkShift(rawValue: try context.string("hypernetwork_shift")) ?? .own
        let drawing = try Drawing(
            generator: loaded.generator,
            improvement: hypernetwork.map { network in
                try NoiseImprovement(
                    network, shift: shift,
                    // All of the file, so that a longer run is the same where the shorter one was.
                    prompts: context.prompts("prompts", areOfWorld: loaded.isOfWorld), seed: context.seed())
            }, prompts: prompts, noise: noise,
            keepsLatents: context.boolean("latents"),
            estimates: Drawing.Estimates(rawValue: context.string("estimates")) ?? .none)
        try draw(drawing, context)
    }

    private func draw(_ drawing: Drawing, _ context: StageContext) throws {
        let (prompts, imagesPerPrompt) = (drawing.prompts, drawing.noise.imagesPerPrompt)
        let output = try context.outputFolder("pictures")
        let perShard = min(Self.largestBatch, drawing.generator.largestBatch)
        var earlier =
            try context.optionalIntegers("seeds") == nil
            ? context.shorter.map {
                EarlierPictures(
                    $0, prompts: prompts.count, imagesPerPrompt: imagesPerPrompt, perShard: perShard)
            } : nil
        if drawing.keepsMore { earlier = nil }
        let total = prompts.count * imagesPerPrompt
        let starts = Array(stride(from: 0, to: total, by: perShard))
        let known = try context.checkpoints.shardNames().count
        if known > 0 { context.progress.resumed(from: "batch \(known) of \(starts.count)") }

        var verdicts: [Bool] = []
        var shown: [PixelImage] = []
        var macs = 0
        for (index, start) in starts.enumerated() {
            try context.cancellation.check()
            let range = start..<min(start + perShard, total)
            let name = PictureShard.name(index)
            if try context.checkpoints.shard(name) == nil {
                // The first batch is always drawn whole, for its cost is in the figures.
                let found = range.map {
                    index == 0
                        ? nil
                        : earlier?.picture(prompt: $0 / imagesPerPrompt, image: $0 % imagesPerPrompt)
                }
                let missing = zip(range, found).filter { $1 == nil }.map(\.0)
                let drawn = try missing.isEmpty ? nil : drawing.shard(missing)
                var rest = (drawn?.pictures ?? []).makeIterator()
                let shard = PictureShard(pictures: found.compactMap { $0 ?? rest.next() }, macs: drawn?.macs)
                try context.checkpoints.saveShard(name) { try shard.write(to: $0) }
            }
            guard let saved = try context.checkpoints.shard(name) else {
                throw StageError.unreadable(file: name, problem: "was damaged just after it was written")
            }
            let shard = try PictureShard(path: saved)
            for (place, picture) in zip(range, shard.pictures) {
                try picture.write(to: output, number: place)
                if let isRight = picture.isRight { verdicts.append(isRight) }
                if shown.count < Self.shownCount { shown.append(try PixelImage(png: Array(picture.png))) }
            }
            if index == 0 { macs = shard.macs ?? 0 }
            context.progress.report(completed: range.upperBound, total: total, unit: "pictures")
        }
        let isJudged = verdicts.count == total
        let judged = stride(from: 0, to: isJudged ? total : 0, by: imagesPerPrompt).map { first in
            let own = verdicts[first..<first + imagesPerPrompt]
            return Double(own.filter { $0 }.count) / Double(own.count)
        }
        try PixelImage.grid(shown, columns: 8, padding: 4, scale: Pictures.scale(of: shown))
            .writePNG(to: output + "/grid.png")
        try writeJSON(
            Figures(
                kind: description.name, prompts: prompts.texts, imagesPerPrompt: imagesPerPrompt,
                steps: drawing.generator.steps, isRight: isJudged ? verdicts : nil,
                judge: isJudged ? MeanEstimate(judged) : nil, macs: macs), to: output + "/figures.json")
    }
}

/// Why pictures cannot be drawn as asked.
enum GenerateError: Error, CustomStringConvertible {
    case torchNoiseNeedsSeeds(NoiseSource)

    var description: String {
        switch self {
        case .torchNoiseNeedsSeeds(let source):
            "the noise \(source.rawValue) is that of a seed alone; list the seeds as \"seeds\""
        }
    }
}
