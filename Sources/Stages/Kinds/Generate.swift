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
        parameters: [
            ParameterDescription(
                "generator", .artifact(types: [ArtifactType.generator, ArtifactType.oneStepGenerator]),
                help: "Draws the pictures; a one-step generator with steps 1"),
            ParameterDescription(
                "hypernetwork", .optional(.artifact(types: [ArtifactType.hypernetwork])),
                help: "Improves the noise of a one-step generator"),
            ParameterDescription("prompts", .prompts, help: "Captions, one on each line"),
            ParameterDescription(
                "limit", .optional(.integer(1...100_000)),
                help: "Only this many captions from the top of the file"),
            ParameterDescription(
                "images_per_prompt", .integer(1...4096), default: 1, help: "Pictures of each caption"),
            ParameterDescription(
                "steps", .integer(1...1000), default: 20, help: "Euler steps from noise to picture"),
            ParameterDescription("seed", .integer(0...Int.max), default: 1, help: "Decides all noise"),
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

        var verdicts: [Bool] = []
        var shown: [PixelImage] = []
        var macs = 0
        let total = prompts.count * imagesPerPrompt
        for start in stride(from: 0, to: total, by: Self.largestBatch) {
            try context.cancellation.check()
            let range = start..<min(start + Self.largestBatch, total)
            let owners = range.map { $0 / imagesPerPrompt }
            let tokens = owners.flatMap { prompts[$0].tokens }
            let noise = Tensor.stacked(
                range.map {
                    prompts[$0 / imagesPerPrompt].noise($0 % imagesPerPrompt, generator.pictureShape)
                })
            let drawn = Execution.measured {
                Execution.withoutGradients {
                    hypernetwork?.draw(noise, tokens: tokens)
                        ?? FlowSampler(steps: steps).sample(
                            noise, denoiser: generator, conditioning: generator.encode(tokens))
                }
            }
            if start == 0 { macs = drawn.multiplyAccumulates / owners.count }
            let images = Pictures.images(drawn.result)
            for (index, image) in zip(range, images) {
                try image.writePNG(to: "\(output)/\(Pictures.number(index)).png")
            }
            shown += images.prefix(max(0, 64 - shown.count))
            verdicts += Pictures.isRight(drawn.result, captions: owners.map { captions[$0] })
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
