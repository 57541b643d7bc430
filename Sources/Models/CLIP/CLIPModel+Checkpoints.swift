import Layers
import Tensors

extension CLIPModel {
    /// The model of a checkpoint's arrays, in the names of transformers or of open_clip.
    ///
    ///     let file = try SafetensorsFile(path: "open_clip_model.safetensors")
    ///     let clip = try CLIPModel.load(file.storedTensors, configuration: .vitH14)
    ///
    /// Arrays stay where they are, but for open_clip's two projections, which lie the other way round.
    ///
    /// - Returns: the model, and the store of its weights under the names of transformers. An adapted model is built
    ///   anew from `store.scope.adapted(by:)`.
    public static func load(
        _ arrays: [String: StoredTensor], configuration: Configuration, isTrainable: Bool = false,
        recomputesLayers: Bool = false
    ) throws(CheckpointError) -> (model: CLIPModel, store: ParameterStore) {
        try StoredModel.build(transformersArrays(arrays), isTrainable: isTrainable) {
            CLIPModel($0, configuration: configuration, recomputesLayers: recomputesLayers)
        }
    }

    static func transformersArrays(_ arrays: [String: StoredTensor]) -> [String: StoredTensor] {
        let arrays = StoredModel.withoutPrefix("module.", arrays)
        guard OpenCLIPNames.areUsed(in: arrays.keys) else { return arrays }
        return ArrayTarget.arrays(of: arrays, OpenCLIPNames.targets)
    }
}

extension CLIPModel.Configuration {
    /// Towers of open_clip whose heads are not 64 features wide, by width: the numbers of heads of ViT-H, g and bigG.
    private static let heads = [1280: 16, 1408: 16, 1664: 16]

    /// The sizes of a checkpoint of open_clip or OpenAI without its configuration, as HPSv2 comes.
    ///
    /// - Parameters:
    ///   - arrays: in the names of open_clip.
    ///   - activation: not to be seen in the arrays; `quickGelu` in models that OpenAI trained.
    ///   - visionHeads: of the picture tower; by default 16 for the widths of ViT-H, g and bigG, or one for each 64
    ///     features.
    ///   - textHeads: of the text tower; by default one for each 64 features.
    public init(
        openCLIP arrays: [String: StoredTensor], activation: CLIPActivation = .gelu, visionHeads: Int? = nil,
        textHeads: Int? = nil
    ) throws(ConfigurationError) {
        let arrays = StoredModel.withoutPrefix("module.", arrays)
        let sizes = ArraySizes(architecture: "open_clip", arrays: arrays)
        let patches = try sizes.shape("visual.conv1.weight", rank: 4)
        let places = try sizes.shape("visual.positional_embedding", rank: 2)[0]
        let side = (1...4096).first { $0 * $0 + 1 >= places } ?? 0
        let (picture, words) = (patches[0], try sizes.shape("token_embedding.weight", rank: 2))
        self.init(
            text: CLIPTextModel.Configuration(
                vocabulary: words[0], features: words[1],
                innerFeatures: try sizes.shape("transformer.resblocks.0.mlp.c_fc.weight", rank: 2)[0],
                layers: StoredModel.blocks("transformer.resblocks.", in: arrays.keys),
                heads: textHeads ?? words[1] / 64,
                length: try sizes.shape("positional_embedding", rank: 2)[0], activation: activation,
                // open_clip pools at the highest token.
                endToken: 2),
            vision: CLIPVisionModel.Configuration(
                features: picture,
                innerFeatures: try sizes.shape("visual.transformer.resblocks.0.mlp.c_fc.weight", rank: 2)[0],
                projectionFeatures: nil,
                layers: StoredModel.blocks("visual.transformer.resblocks.", in: arrays.keys),
                heads: visionHeads ?? Self.heads[picture] ?? picture / 64, channels: patches[1],
                imageSize: side * patches[2], patchSize: patches[2], activation: activation),
            projectionFeatures: try sizes.shape("visual.proj", rank: 2)[1])
        try sizes.check(self.sizes)
    }
}
