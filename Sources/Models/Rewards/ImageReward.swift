import Layers
import Tensors

/// ImageReward (arXiv 2304.05977): a BLIP whose text encoder looks at the picture, and a small network that makes a
/// score of its first state. The score is normalised by mean and deviation over the training set.
///
/// Parameters have the names of `ImageReward.pt`, but for the attention of the picture tower, whose one array is three
/// here: `blip.visual_encoder.blocks.N.attn.qkv` is `blip.visual_encoder.layers.N.self_attn.{q,k,v}_proj`.
///
/// Differentiable with respect to pictures and to trainable or adapted parameters.
public struct ImageReward: RewardModel {
    public static let architecture = "ImageReward"

    public let configuration: Configuration
    private let vision: BLIPVisionModel
    private let text: BLIPTextModel
    private let head: ScoreHead

    /// The token that pads texts; none ends with it otherwise.
    private static let padding = 0

    /// - Parameter recomputesLayers: see `CLIPVisionModel`.
    public init(
        _ scope: ParameterScope, configuration: Configuration = .v1, recomputesLayers: Bool = false
    ) {
        self.configuration = configuration
        let blip = scope["blip"]
        vision = BLIPVisionModel(
            blip["visual_encoder"], configuration: configuration, recomputesLayers: recomputesLayers)
        text = BLIPTextModel(blip["text_encoder"], configuration: configuration)
        head = ScoreHead(
            scope["mlp"], inputs: configuration.textFeatures, widths: configuration.headWidths)
    }

    public var format: PictureFormat { .clip(size: configuration.imageSize) }

    public var textFormat: TextFormat? {
        TextFormat(
            tokens: .bert, length: configuration.textLength, vocabulary: configuration.vocabulary)
    }

    /// Width of the tokens of the picture tower, as a `LevelEmbedding` for it must have.
    public var shiftFeatures: Int { configuration.visionFeatures }

    /// All layers of the text encoder look at the picture, so that little can be computed before; padding is taken
    /// away, which is what an attention mask amounts to.
    public func encode(_ texts: [[Int]]) throws(ModelInputError) -> RewardText {
        let texts = texts.map { text in
            Array(text.prefix((text.lastIndex { $0 != Self.padding } ?? -1) + 1))
        }
        try InputCheck(Self.architecture).texts(
            texts, longest: configuration.textLength, vocabulary: configuration.vocabulary)
        return RewardText(content: .tokens(texts))
    }

    public func score(_ pictures: Tensor, text: RewardText, shift: Tensor?) throws(ModelInputError) -> Tensor
    {
        try check(pictures)
        let batch = pictures.shape[0]
        let texts = try text.tokens(Self.architecture, pictures: batch)
        try InputCheck(Self.architecture).shift(shift, pictures: batch, features: shiftFeatures)
        if batch == 0 { return .zeros([0]) }
        let states = vision(pictures, shift: shift)  // (B, P, visionFeatures)
        let scores =
            texts.count == 1
            ? score(texts, states: states)
            : TextGroups(texts).joined { group in
                score(
                    group.texts,
                    states: group.texts.count == batch ? states : states.gathered(group.indices))
            }
        return (scores - configuration.mean) / configuration.deviation
    }

    /// Scores before they are normalised: `[B]`.
    private func score(_ texts: [[Int]], states: Tensor) -> Tensor {
        let (batch, features) = (states.shape[0], configuration.textFeatures)
        let first = text(texts, pictures: states).sliced(axis: 1, 0..<1)
        return head(first.reshaped([batch, features]))
    }

    /// The class token of the picture tower: `[B, visionFeatures]`.
    public func features(of pictures: Tensor) throws(ModelInputError) -> Tensor {
        try check(pictures)
        return vision(pictures, shift: nil).sliced(axis: 1, 0..<1)
            .reshaped([pictures.shape[0], configuration.visionFeatures])
    }

    private func check(_ pictures: Tensor) throws(ModelInputError) {
        let size = configuration.imageSize
        try InputCheck(Self.architecture).shape(
            pictures.shape, "pictures", [nil, size, size, 3], letters: ["B"])
    }
}
