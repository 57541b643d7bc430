import Engine
import Layers
import Methods
import Models
import Tensors

/// A generator whose denoiser can be built again with low-rank terms around the same weights.
struct HypernetworkGenerator {
    let isOfWorld: Bool
    /// Of the denoiser's weights, without the terms of an adapter that a pipeline has of its own.
    let store: ParameterStore
    /// As it is.
    let plain: any PictureGenerator
    /// The pipeline of diffusers, if it is one.
    let pipeline: StableDiffusionPipeline?
    /// The sizes of a generator of the embedded world.
    let configuration: WorldGenerator.Configuration?

    private let choices: GeneratorChoices

    init(_ artifact: Artifact, choices: GeneratorChoices) throws {
        try artifact.refuseAbsent()
        self.choices = choices
        if artifact.isPipeline {
            let pipeline = try artifact.pipeline(sampler: choices.sampler)
            guard let store = pipeline.stores["unet"] else {
                preconditionFailure("a pipeline that was loaded has the weights of its U-Net")
            }
            self.store = store
            plain = try choices.generator(of: pipeline)
            (isOfWorld, self.pipeline, configuration) = (false, pipeline, nil)
        } else {
            try choices.refuseWhatTheWorldHasNot()
            let (generator, store) = try artifact.modelFolder().generator()
            self.store = store
            plain = WorldPictureGenerator(
                generator, steps: choices.steps, sampling: choices.worldSampling ?? .euler)
            (isOfWorld, pipeline, configuration) = (true, nil, generator.configuration)
        }
    }

    /// Names of the layers that can have a term.
    var layers: [String] {
        store.parameters
            .filter { ($0.role == .matrix || $0.role == .convolution) && $0.name.hasSuffix(".weight") }
            .map { String($0.name.dropLast(".weight".count)) }
    }

    /// Shapes of all weights by name.
    var shapes: [String: Shape] {
        Dictionary(store.parameters.map { ($0.name, $0.shape) }) { first, _ in first }
    }

    /// With low-rank terms.
    func adapted(by adapter: LowRankAdapter) throws -> any PictureGenerator {
        try adapted(by: adapter, choices)
    }

    /// f over the weights of g: the same arrays, with low-rank terms added.
    func hypernetwork(adapter: LowRankAdapter, isResidual: Bool) throws -> NoiseHypernetwork {
        var shifting = choices
        // f is called once, without comparing with no prompt, whatever the generator does.
        shifting.steps = 1
        if !isOfWorld { shifting.guidance = 1 }
        return NoiseHypernetwork(
            shift: try adapted(by: adapter, shifting), generator: plain, isResidual: isResidual)
    }

    private func adapted(
        by adapter: LowRankAdapter, _ choices: GeneratorChoices
    ) throws -> any PictureGenerator {
        // f is the generator as it is used, so that a pipeline's own adapter is in both.
        let own = pipeline?.adapters["unet"]
        let scope = (own.map { store.scope.adapted(by: $0) } ?? store.scope).adapted(by: adapter)
        if let pipeline {
            let unet = UNet2DConditionModel(scope, configuration: pipeline.unet.configuration)
            return try choices.generator(of: pipeline.replacingUNet(unet))
        }
        guard let configuration else { preconditionFailure("a generator is a pipeline or of the world") }
        return WorldPictureGenerator(
            WorldGenerator(scope, configuration: configuration), steps: choices.steps,
            sampling: choices.worldSampling ?? .euler)
    }
}
