import Checkpoints
import Engine
import Foundation
import Layers
import Methods
import Models

/// How a pipeline was loaded, beside the files of diffusers.
struct PipelineSettings: Codable {
    static let fileName = "tweed.json"
    /// Folder of an adapter for the U-Net.
    static let adapterFolder = "lora"

    /// Such as `fp16`.
    var variant: String?
    /// A factor of the adapter's terms; nil without an adapter.
    var adapterScale: Double?

    /// The pipeline of a folder, its weights mapped.
    func pipeline(in tree: FileTree, sampler: SamplerKind?) throws -> StableDiffusionPipeline {
        let folder = PipelineFolder(tree, variant: variant)
        let adapter = try adapterScale.map { scale in
            let file = try LowRankAdapterFile(tree.subtree(Self.adapterFolder))
            return AdapterChoice(
                file, component: file.components.count > 1 ? "unet" : nil, strength: Float(scale))
        }
        return try StableDiffusionPipeline(
            folder, tokenizers: folder.tokenizers(), sampler: sampler, unetAdapter: adapter)
    }
}

extension Artifact {
    var isPipeline: Bool { contains(PipelineIndex.fileName) }

    /// The pipeline of this artifact, with its own sampler or another.
    func pipeline(sampler: String?) throws -> StableDiffusionPipeline {
        let settings =
            contains(PipelineSettings.fileName)
            ? try decode(PipelineSettings.self, from: PipelineSettings.fileName) : PipelineSettings()
        return try settings.pipeline(
            in: tree(name: "pipeline"), sampler: sampler.flatMap { samplerKinds[$0] })
    }

    /// The generator of a pipeline.
    func pipelineGenerator(_ choices: GeneratorChoices) throws -> PipelineGenerator {
        try choices.generator(of: pipeline(sampler: choices.sampler))
    }
}

/// Samplers by the names that recipes use.
private let samplerKinds: [String: SamplerKind] = [
    "euler": .euler, "euler-ancestral": .eulerAncestral, "ddim": .ddim, "ddpm": .ddpm, "lcm": .lcm,
    "flow-matching-euler": .flowMatchEuler,
]

extension GeneratorChoices {
    /// What diffusers' pipelines draw without a size: that of Stable Diffusion 1.
    private static let usualSide = 512

    /// A pipeline with these choices. Guidance is none by default, as models that draw in a few steps need it.
    func generator(of pipeline: StableDiffusionPipeline) throws -> PipelineGenerator {
        let side = pipeline.trainedSide ?? Self.usualSide
        return try PipelineGenerator(
            pipeline, steps: steps, guidance: Float(guidance ?? 1), height: height ?? side,
            width: width ?? side)
    }
}
