import Engine
import Foundation
import Images
import Methods
import Models
import Recipes
import Tensors
import Values
import World

/// Draws pictures of captions, one for each seed, without any search.
struct Generate: StageKind {
    let description = StageKindDescription(
        name: "generate", summary: "Draws pictures of captions, without any search",
        revision: 2,
        parameters: [
            ParameterDescription(
                "generator", .artifact(types: [ArtifactType.generator, ArtifactType.oneStepGenerator]),
                help: "Draws the pictures; a one-step generator with steps 1"),
            ParameterDescription(
                "hypernetwork", .optional(.artifact(types: [ArtifactType.hypernetwork])),
                help: "Improves the noise of a one-step generator"),
            ParameterDescription("prompts", .prompts, help: "Captions, one on each line"),
            ParameterDescription(
                "limit", .optional(.integer(1...100_000)), role: .extendable,
                help: "Only this many captions from the top of the file"),
            ParameterDescription(
                "images_per_prompt", .integer(1...4096), default: 1, role: .extendable,
                help: "Pictures of each caption"),
            ParameterDescription(
                "steps", .integer(1...1000), default: 20, help: "Euler steps from noise to picture"),
            ParameterDescription("seed", .integer(0...Int.max), default: 1, help: "Decides all noise"),
            ParameterDescription.precision,
        ],
        outputs: [
            OutputDescription(
                "pictures", type: ArtifactType.pictures,
                summary:
                    "0000.png, 0001.png, ... by prompt and seed; grid.png; figures.json with the judge's verdicts"
            )
        ], primaryOutput: "pictures", cores: 64, memoryMegabytes: 400)

    /// The `figures.json` of a generate stage.
    struct Figures: Codable {
        let kind: String
        let prompts: [String]
        let imagesPerPrompt: Int
        let steps: Int
        /// The judge's verdict on each picture.
        let isRight: [Bool]
        /// Share of fully right pictures of each prompt, as the exact judge reads them.
        let judge: MeanEstimate
        /// Multiply-accumulates of one picture.
        let macs: Int
    }

    /// Memory is for a batch, however many pictures a caption gets.
    private static let largestBatch = 32
    /// Pictures in the grid.
    private static let shownCount = 64

    func run(_ context: StageContext) throws {
        let folder = try context.artifact("generator").modelFolder()
        let generator = try folder.generator().model
        let hypernetwork = try context.optionalArtifact("hypernetwork").map {
            try HypernetworkFiles.read($0, generator: folder)
        }
        let captions = try context.prompts("prompts", limit: context.optionalInteger("limit")).captions
        let prompts = try Prompts.searchPrompts(captions, seed: context.seed())
        let imagesPerPrompt = try context.integer("images_per_prompt")
        let steps = try context.integer("steps")
        if hypernetwork != nil && steps != 1 { throw GenerateError.hypernetworkNeedsOneStep(steps) }
        let output = try context.outputFolder("pictures")

        func draw(_ indices: [Int]) -> (result: Tensor, multiplyAccumulates: Int) {
            let owners = indices.map { prompts[$0 / imagesPerPrompt] }
            let tokens = owners.flatMap(\.tokens)
            let noise = Tensor.stacked(
                zip(indices, owners).map { $1.noise($0 % imagesPerPrompt, generator.pictureShape) })
            return Execution.measured {
                Execution.withoutGradients {
                    hypernetwork?.draw(noise, tokens: tokens)
                        ?? FlowSampler(steps: steps).sample(
                            noise, denoiser: generator, conditioning: generator.encode(tokens))
                }
            }
        }
        var earlier = context.shorter.map {
            EarlierPictures(
                $0, prompts: prompts.count, imagesPerPrompt: imagesPerPrompt, perShard: Self.largestBatch)
        }
        let total = prompts.count * imagesPerPrompt
        let starts = Array(stride(from: 0, to: total, by: Self.largestBatch))
        let known = try context.checkpoints.shardNames().count
        if known > 0 { context.progress.resumed(from: "batch \(known) of \(starts.count)") }

        var verdicts: [Bool] = []
        var shown: [PixelImage] = []
        var macs = 0
        for (index, start) in starts.enumerated() {
            try context.cancellation.check()
            let range = start..<min(start + Self.largestBatch, total)
            let name = PictureShard.name(index)
            if try context.checkpoints.shard(name) == nil {
                // The first batch is always drawn whole, for its cost is in the figures.
                let found = range.map {
                    index == 0
                        ? nil
                        : earlier?.picture(prompt: $0 / imagesPerPrompt, image: $0 % imagesPerPrompt)
                }
                let missing = zip(range, found).filter { $1 == nil }.map(\.0)
                let drawn =
                    try missing.isEmpty
                    ? nil
                    : PictureShard(draw(missing), captions: missing.map { captions[$0 / imagesPerPrompt] })
                var rest = (drawn?.pictures ?? []).makeIterator()
                let shard = PictureShard(pictures: found.compactMap { $0 ?? rest.next() }, macs: drawn?.macs)
                try context.checkpoints.saveShard(name) { try shard.write(to: $0) }
            }
            guard let saved = try context.checkpoints.shard(name) else {
                throw StageError.unreadable(file: name, problem: "was damaged just after it was written")
            }
            let shard = try PictureShard(path: saved)
            for (place, picture) in zip(range, shard.pictures) {
                let path = "\(output)/\(Pictures.number(place)).png"
                try picture.png.write(to: URL(fileURLWithPath: path))
                verdicts.append(picture.isRight)
                if shown.count < Self.shownCount { shown.append(try PixelImage(png: Array(picture.png))) }
            }
            if index == 0 { macs = shard.macs ?? 0 }
            context.progress.report(completed: range.upperBound, total: total, unit: "pictures")
        }
        let judged = stride(from: 0, to: total, by: imagesPerPrompt).map { first in
            let own = verdicts[first..<first + imagesPerPrompt]
            return Double(own.filter { $0 }.count) / Double(own.count)
        }
        try PixelImage.grid(shown, columns: 8, padding: 4, scale: 2).writePNG(to: output + "/grid.png")
        try writeJSON(
            Figures(
                kind: description.name, prompts: captions.map(\.text), imagesPerPrompt: imagesPerPrompt,
                steps: steps,
                isRight: verdicts, judge: MeanEstimate(judged), macs: macs), to: output + "/figures.json")
    }
}

/// Why pictures cannot be drawn as asked.
enum GenerateError: Error, CustomStringConvertible {
    case hypernetworkNeedsOneStep(Int)

    var description: String {
        switch self {
        case .hypernetworkNeedsOneStep(let steps):
            "a hypernetwork improves the noise of a one-step generator; set steps to 1, found \(steps)"
        }
    }
}
