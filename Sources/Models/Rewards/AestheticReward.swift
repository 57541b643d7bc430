import Layers
import Tensors

/// How much people like a picture, whatever it shows, from 1 to 10: the LAION aesthetic predictor, a small network on
/// the embedding of CLIP ViT-L/14, which has length one.
public struct AestheticReward: RewardModel {
    /// The network on the embedding.
    public enum Head: Sendable, Hashable {
        /// Five layers: `sac+logos+ava1-l14-linearMSE.pth` (improved-aesthetic-predictor).
        case layers(widths: [Int] = ScoreHead.widths)
        /// One layer: `sa_0_4_vit_l_14_linear.pth` (aesthetic-predictor).
        case single
    }

    public static let architecture = "AestheticPredictor"

    public let vision: CLIPVisionModel
    private let head: ScoreHead

    /// - Parameters:
    ///   - scope: of the head.
    ///   - vision: with projection.
    /// - Precondition: the picture tower has a projection.
    public init(_ scope: ParameterScope, head: Head = .layers(), vision: CLIPVisionModel) {
        guard let features = vision.configuration.projectionFeatures else {
            preconditionFailure("the aesthetic predictor needs a picture tower with a projection")
        }
        self.vision = vision
        switch head {
        case .layers(let widths): self.head = ScoreHead(scope, inputs: features, widths: widths)
        case .single: self.head = ScoreHead(single: scope, inputs: features)
        }
    }

    /// The reward of the arrays of a head's file; which kind of head it is, its names tell.
    ///
    /// - Returns: the reward, and the store of the head's weights.
    public static func load(
        _ arrays: [String: StoredTensor], vision: CLIPVisionModel, isTrainable: Bool = false
    ) throws -> (reward: AestheticReward, store: ParameterStore) {
        guard vision.configuration.projectionFeatures != nil else {
            throw ConfigurationError.contradiction(
                architecture: architecture,
                reason: "the picture tower has no projection; the predictor needs one")
        }
        let arrays = StoredModel.withoutPrefix("mlp.", StoredModel.withoutPrefix("module.", arrays))
        let head: Head = arrays["weight"] == nil ? .layers(widths: try widths(arrays)) : .single
        let (reward, store) = try StoredModel.build(arrays, isTrainable: isTrainable) {
            AestheticReward($0, head: head, vision: vision)
        }
        return (reward, store)
    }

    /// The widths of a head of several layers.
    private static func widths(_ arrays: [String: StoredTensor]) throws(ConfigurationError) -> [Int] {
        let sizes = ArraySizes(architecture: architecture, arrays: arrays)
        return try ScoreHead.widths.indices.map { index throws(ConfigurationError) in
            let width = try sizes.shape("layers.\(2 * index).weight", rank: 2)[0]
            try sizes.check([ModelSize(name: "layers.\(2 * index)", value: width, limit: 65_536)])
            return width
        }
    }

    public var format: PictureFormat { .clip(size: vision.configuration.imageSize) }
    public var textFormat: TextFormat? { nil }

    /// Width of the tokens of the picture tower, as a `LevelEmbedding` for it must have.
    public var shiftFeatures: Int { vision.configuration.features }

    /// Texts do not count, and are not looked at.
    public func encode(_ texts: [[Int]]) -> RewardText { .none }

    public func score(_ pictures: Tensor, text: RewardText, shift: Tensor?) throws(ModelInputError) -> Tensor
    {
        try vision.check(pictures.shape)
        try InputCheck(Self.architecture).shift(
            shift, pictures: pictures.shape[0], features: shiftFeatures)
        return head(vision(pictures, shift: shift).embedding!.unitRows)
    }

    /// The embeddings of the pictures, of length one.
    public func features(of pictures: Tensor) throws(ModelInputError) -> Tensor {
        try vision.check(pictures.shape)
        return vision(pictures).embedding!.unitRows
    }
}
