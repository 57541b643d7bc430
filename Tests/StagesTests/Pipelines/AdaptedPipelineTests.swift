import Engine
import Foundation
import Layers
import Methods
import Tensors
import Testing
import TinyModels
import Values

@testable import Stages

/// Noise hypernetworks over a pipeline that has an adapter of its own.
@Suite struct AdaptedPipelineTests {
    private static let choices: GeneratorChoices = {
        var choices = GeneratorChoices(steps: 1)
        (choices.height, choices.width) = (32, 32)
        return choices
    }()

    /// The folder as the engine would hand it to a stage.
    private static func artifact(_ folder: String) throws -> Artifact {
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder)
        let digest = Digest(of: Data(folder.utf8))
        return Artifact(
            digest: digest, isFolder: true,
            files: names.map {
                Artifact.File(relativePath: $0, path: "\(folder)/\($0)", digest: digest, size: 1)
            })
    }

    /// The change of some noise by a hypernetwork with terms of the layers.
    private static func change(
        over folder: String, terms isAdapted: @escaping (String) -> Bool
    ) throws -> [Float] {
        let adapter = LowRankAdapter(
            rank: 2, alpha: 4, replacedLayers: ["conv_out"], source: .random(seed: 4), isAdapted: isAdapted)
        let network = try HypernetworkGenerator(artifact(folder), choices: choices)
            .hypernetwork(adapter: adapter, isResidual: true)
        try TinyWorld.stir(adapter.store, seed: 7)
        let noise = Tensor.normal(Shape([2] + network.stateShape.dimensions), from: RandomStream(seed: 1))
        return try network.change(noise, prompts: ["a cat", "a dog"]).elements
    }

    /// f is the generator as it is used: over weights and adapter it computes what it does over the sum of both.
    @Test(arguments: [true, false]) func theOwnAdapterIsInTheHypernetwork(lastLayerOnly: Bool) throws {
        let project = try PipelineProject()
        let models = project.folder + "/models"
        for name in ["adapted", "merged"] {
            try FileManager.default.copyItem(atPath: models + "/turbo", toPath: "\(models)/\(name)")
        }
        try FileManager.default.copyItem(atPath: models + "/lora", toPath: models + "/adapted/lora")
        try writeJSON(PipelineSettings(adapterScale: 1.5), to: models + "/adapted/tweed.json")
        let pipeline = try Self.artifact(models + "/adapted").pipeline(sampler: nil)
        let own = try #require(pipeline.adapters["unet"])
        try TensorFile.write(
            own.merged(into: try #require(pipeline.stores["unet"])),
            to: models + "/merged/unet/diffusion_pytorch_model.safetensors", layout: .checkpoint)

        let terms: (String) -> Bool = { lastLayerOnly ? $0 == "conv_out" : true }
        let found = try Self.change(over: models + "/adapted", terms: terms)
        let expected = try Self.change(over: models + "/merged", terms: terms)
        let without = try Self.change(over: models + "/turbo", terms: terms)
        func distance(_ other: [Float]) -> Float { zip(found, other).map { abs($0 - $1) }.max() ?? 0 }
        let largest = try #require(expected.map(abs).max())
        #expect(distance(expected) <= 1e-5 * largest)
        #expect(distance(without) > 1e-3 * largest)
    }

    @Test func aHypernetworkIsTrainedAndUsed() throws {
        let project = try PipelineProject()
        let summary = try project.runner(
            """
            {
                "weights": { "uses": "load-weights", "with": { "from": "models/turbo", "lora": "models/lora" } },
                "reward": { "uses": "load-weights", "with": {
                    "from": "models/reward", "tokenizer": "models/sd15/tokenizer" } },
                "hyper": { "uses": "train-hypernetwork", "with": {
                    "generator": "${stages.weights.one_step}", "reward": "${stages.reward.reward}",
                    "prompts": ["a cat", "a dog"], "evaluation": ["a fish"], "rank": 2, "steps": 3, "batch": 2,
                    "learning_rate": 0.01, "evaluation_images": 1, "width": 32, "height": 32 } },
                "drawn": { "uses": "generate", "with": {
                    "generator": "${stages.weights.one_step}", "hypernetwork": "${stages.hyper}",
                    "prompts": ["a fish"], "steps": 1, "width": 32, "height": 32 } },
                "plain": { "uses": "generate", "with": {
                    "generator": "${stages.weights.one_step}", "prompts": ["a fish"], "steps": 1, "width": 32,
                    "height": 32 } }
            }
            """
        ).run(threads: 2).summary
        for name in ["hyper", "drawn", "plain"] {
            #expect(summary[name]?.error.map { "\($0)" } == nil, "\(name)")
        }
        #expect(project.data("outputs/toy/drawn/0000.png") != project.data("outputs/toy/plain/0000.png"))
    }
}
