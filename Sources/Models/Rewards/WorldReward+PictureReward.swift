import Tensors

/// The reward of the embedded world, as those of the papers are asked.
extension WorldReward: PictureReward {
    /// Height and width of the pictures of the world.
    private static let size = 32

    public var format: PictureFormat {
        PictureFormat(size: Self.size, mean: [0.5, 0.5, 0.5], deviation: [0.5, 0.5, 0.5])
    }

    public var textFormat: TextFormat? {
        TextFormat(
            tokens: .world, length: configuration.captionLength, vocabulary: configuration.vocabulary)
    }

    /// - Parameter texts: captions of `captionLength` words each.
    public func encode(_ texts: [[Int]]) throws(ModelInputError) -> RewardText {
        let check = InputCheck(Self.architecture)
        try check.texts(texts, longest: configuration.captionLength, vocabulary: configuration.vocabulary)
        for text in texts {
            try check.count(
                text.count, "words", expected: configuration.captionLength, "the length of all captions")
        }
        return RewardText(content: .tokens(texts))
    }

    public func score(_ pictures: Tensor, text: RewardText, shift: Tensor?) throws(ModelInputError) -> Tensor
    {
        try check(pictures)
        try InputCheck(Self.architecture).noShift(shift)
        let batch = pictures.shape[0]
        let texts = try text.tokens(Self.architecture, pictures: batch)
        let captions = texts.count == batch ? texts : Array(repeating: texts[0], count: batch)
        return score(pictures, captions: captions.flatMap { $0.map(Int32.init) })
    }

    private func check(_ pictures: Tensor) throws(ModelInputError) {
        try InputCheck(Self.architecture).shape(
            pictures.shape, "pictures", [nil, Self.size, Self.size, 3], letters: ["B"])
    }
}
