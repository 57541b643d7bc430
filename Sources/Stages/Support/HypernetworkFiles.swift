import Engine
import Foundation
import Layers
import Methods
import Models
import Tensors

/// A noise hypernetwork on disk: the low-rank terms in PEFT's layout.
enum HypernetworkFiles {
    /// PEFT's `adapter_config.json`, as far as it says something here.
    private struct Configuration: Codable {
        var type = "LORA"
        var rank: Int
        var alpha: Double
        /// Layers whose base weight is left out, so that an untrained adapter gives zero.
        var replacedLayers: [String]

        enum CodingKeys: String, CodingKey {
            case type = "peft_type"
            case rank = "r"
            case alpha = "lora_alpha"
            case replacedLayers = "tweed_replaced_layers"
        }
    }

    /// The layer that gives only its low-rank term: the last one of the U-Net.
    static let replacedLayers: Set<String> = ["conv_out"]

    static func write(_ adapter: LowRankAdapter, to folder: String) throws {
        try writeJSON(
            Configuration(
                rank: adapter.rank, alpha: Double(adapter.alpha),
                replacedLayers: adapter.replacedLayers.sorted()), to: folder + "/adapter_config.json")
        try TensorFile.write(
            adapter.store.values, to: folder + "/adapter_model.safetensors", layout: .checkpoint,
            metadata: ["format": "pt"])
    }

    /// The hypernetwork over a generator, frozen.
    static func read(
        _ artifact: Artifact, generator: Artifact, choices: GeneratorChoices
    ) throws -> NoiseHypernetwork {
        let configuration = try artifact.decode(Configuration.self, from: "adapter_config.json")
        guard (1...512).contains(configuration.rank), configuration.alpha.isFinite else {
            throw StageError.unreadable(
                file: "adapter_config.json",
                problem:
                    "the rank \(configuration.rank) with alpha \(configuration.alpha) is none; ranks are 1 to 512"
            )
        }
        let weights = try TensorFile.read(artifact.path(of: "adapter_model.safetensors"), layout: .checkpoint)
        let adapter = LowRankAdapter(
            rank: configuration.rank, alpha: Float(configuration.alpha),
            replacedLayers: Set(configuration.replacedLayers), source: .values(weights))
        let hypernetwork = try build(adapter: adapter, generator: generator, choices: choices).network
        do {
            try adapter.store.verify()
        } catch {
            throw StageError.unreadable(file: "adapter_model.safetensors", problem: "\(error)")
        }
        return hypernetwork
    }

    /// f over the weights of g: the same arrays, with low-rank terms added.
    static func build(
        adapter: LowRankAdapter, generator artifact: Artifact, choices: GeneratorChoices
    ) throws -> (network: NoiseHypernetwork, isOfWorld: Bool) {
        try artifact.refuseAbsent()
        if artifact.isPipeline { return (try build(adapter: adapter, pipeline: artifact, choices), false) }
        try choices.refuseWhatTheWorldHasNot()
        let (generator, store) = try artifact.modelFolder().generator()
        let shift = WorldGenerator(store.scope.adapted(by: adapter), configuration: generator.configuration)
        return (
            NoiseHypernetwork(
                shift: WorldPictureGenerator(shift, steps: 1),
                generator: WorldPictureGenerator(
                    generator, steps: choices.steps, sampling: choices.worldSampling ?? .euler)), true
        )
    }

    /// f over the U-Net of a pipeline, which reads prompts as the pipeline does.
    private static func build(
        adapter: LowRankAdapter, pipeline artifact: Artifact, _ choices: GeneratorChoices
    ) throws -> NoiseHypernetwork {
        let pipeline = try artifact.pipeline(sampler: choices.sampler)
        guard let store = pipeline.stores["unet"] else {
            preconditionFailure("a pipeline that was loaded has the weights of its U-Net")
        }
        let unet = UNet2DConditionModel(
            store.scope.adapted(by: adapter), configuration: pipeline.unet.configuration)
        var shifting = choices
        // f is called once, without comparing with no prompt, whatever the generator does.
        shifting.steps = 1
        shifting.guidance = 1
        return NoiseHypernetwork(
            shift: try shifting.generator(of: pipeline.replacingUNet(unet)),
            generator: try choices.generator(of: pipeline))
    }
}
