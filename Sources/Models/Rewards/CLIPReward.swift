import Tensors

/// How near a picture and a text lie in CLIP's space: CLIP score, PickScore, HPSv2.
///
/// The score is `s · cos(picture, text)`; what s is, tells the rewards apart.
public struct CLIPReward: RewardModel {
    /// The factor of the cosine.
    public enum Scale: Sendable, Hashable {
        /// `exp(logit_scale)`, about 100: PickScore (arXiv 2305.01569), and CLIP's own logits.
        case learned
        /// The cosine itself: HPSv2 (arXiv 2306.09341), of which tables often print the hundredfold.
        case one
    }

    public let model: CLIPModel
    public let scale: Scale

    public init(_ model: CLIPModel, scale: Scale) {
        self.model = model
        self.scale = scale
    }

    /// HPSv2 looks at whole pictures with black around them, the others at their middle.
    public var format: PictureFormat {
        .clip(size: model.configuration.vision.imageSize, fit: scale == .one ? .padded : .cropped)
    }

    public var textFormat: TextFormat? {
        TextFormat(
            tokens: .clip, length: model.configuration.text.length,
            vocabulary: model.configuration.text.vocabulary)
    }

    /// Width of the tokens of the picture tower, as a `LevelEmbedding` for it must have.
    public var shiftFeatures: Int { model.configuration.vision.features }

    public func encode(_ texts: [[Int]]) throws(ModelInputError) -> RewardText {
        RewardText(content: .embeddings(try model.textEmbeddings(texts)))
    }

    public func score(_ pictures: Tensor, text: RewardText, shift: Tensor?) throws(ModelInputError) -> Tensor
    {
        let name = CLIPModel.architecture
        try model.vision.check(pictures.shape)
        let batch = pictures.shape[0]
        let texts = try text.embeddings(name, pictures: batch)
        try InputCheck(name).shift(shift, pictures: batch, features: shiftFeatures)
        let cosines = (try model.pictureEmbeddings(pictures, shift: shift) * texts)
            .sum(axes: [-1]).reshaped([batch])
        return scale == .learned ? cosines * model.scale : cosines
    }

    /// The embeddings of the pictures, of length one.
    public func features(of pictures: Tensor) throws(ModelInputError) -> Tensor {
        try model.pictureEmbeddings(pictures)
    }
}

extension InputCheck {
    /// Whether what is added to the tokens of a picture tower fits it.
    func shift(_ shift: Tensor?, pictures: Int, features: Int) throws(ModelInputError) {
        guard let shift else { return }
        try shape(shift.shape, "shift", [pictures, features], letters: [])
    }

    /// For rewards without such a tower.
    func noShift(_ shift: Tensor?) throws(ModelInputError) {
        guard shift != nil else { return }
        throw .conditioning(model: model, found: "a shift of tokens", expected: "none")
    }
}
