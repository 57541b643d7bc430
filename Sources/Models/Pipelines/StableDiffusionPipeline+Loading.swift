import Checkpoints
import Layers
import Values

extension StableDiffusionPipeline {
    /// Loads a folder that diffusers saved. Weights stay in the files, which are mapped.
    ///
    /// - Parameters:
    ///   - tokenizers: one for each text encoder; without them, prompts are given as token ids.
    ///   - sampler: used instead of the folder's, with the folder's settings. The files of Stable Diffusion 1.5 name
    ///     `PNDMScheduler`, which needs it.
    ///   - unetAdapter: low-rank terms for the U-Net.
    public init(
        _ folder: PipelineFolder, tokenizers: [any PromptTokenizer] = [], sampler: SamplerKind? = nil,
        unetAdapter: AdapterChoice? = nil
    ) throws(PipelineError) {
        let (index, kind) = try folder.index()
        var stores: [String: ParameterStore] = [:]
        var adapters: [String: LowRankAdapter] = [:]
        func load<Model>(
            _ name: String, _ make: (ModelFolder) throws -> (model: Model, store: ParameterStore)
        ) throws(PipelineError) -> Model {
            do {
                let (model, store) = try make(folder.component(name))
                stores[name] = store
                return model
            } catch {
                throw .component(name, reason: "\(error)")
            }
        }
        let configuration: SamplerConfiguration
        do throws(SamplerError) {
            configuration = try SamplerConfiguration(path: folder.samplerPath, as: sampler)
        } catch {
            throw .sampler(error)
        }
        var textEncoders: [CLIPTextModel] = []
        for name in kind.textEncoders { textEncoders.append(try load(name) { try $0.clipText() }) }
        let unet = try load("unet") { folder in
            let (unet, store, adapter) = try folder.adaptedUNet(by: unetAdapter)
            adapters["unet"] = adapter
            return (unet, store)
        }
        let autoencoder: any PictureAutoencoder
        switch index["vae"]?.className {
        case AutoencoderTiny.architecture: autoencoder = try load("vae") { try $0.tinyAutoencoder() }
        // Any other class is refused by its name there.
        default: autoencoder = try load("vae") { try $0.autoencoder() }
        }
        guard (kind == .stableDiffusionXL) == (unet.configuration.added != nil) else {
            throw .mismatch("the pipeline is \"\(kind.rawValue)\", but the U-Net is one of the other kind")
        }
        try self.init(
            unet: unet, autoencoder: autoencoder, textEncoders: textEncoders,
            samplerConfiguration: configuration, tokenizers: tokenizers,
            zeroesEmptyPrompt: kind == .stableDiffusionXL
                && (index.settings["force_zeros_for_empty_prompt"]?.boolValue ?? true), stores: stores,
            adapters: adapters)
    }
}
