import Tensors

/// A reward of the papers in the form in which the methods ask for one: pictures as generators draw them, and captions
/// as tokens one after another.
///
///     let reward = PromptedReward(pickScore, tokensPerCaption: 77) { preprocessed($0) }
///     try reward.prepare(prompts)   // texts are encoded once, and what does not fit is an error here
///     let scores = reward.score(pictures, captions: tokens)
public final class PromptedReward: Reward {
    public let reward: any PictureReward
    /// Tokens of each caption, padding included; of no meaning for a reward without text.
    public let tokensPerCaption: Int

    private let preprocess: (Tensor) -> Tensor
    private let keepsTexts: Bool
    private var known: [[Int32]: RewardText] = [:]

    /// - Parameters:
    ///   - tokensPerCaption: the length to which captions are padded; what padding may be, the reward's `encode` says.
    ///   - keepsTexts: whether texts are encoded once. Not for a reward whose text tower learns.
    ///   - preprocess: from `[B, H, W, 3]` within about [-1, 1] to pictures of the reward's format; differentiable.
    public init(
        _ reward: any PictureReward, tokensPerCaption: Int, keepsTexts: Bool = true,
        preprocess: @escaping (Tensor) -> Tensor
    ) {
        self.reward = reward
        self.tokensPerCaption = tokensPerCaption
        self.keepsTexts = keepsTexts
        self.preprocess = preprocess
    }

    /// A reward for pictures that have its size already.
    public convenience init(
        _ reward: any PictureReward, tokensPerCaption: Int, keepsTexts: Bool = true
    ) {
        let format = reward.format
        self.init(reward, tokensPerCaption: tokensPerCaption, keepsTexts: keepsTexts) { pictures in
            Self.fitting { () throws(ModelInputError) in try format.normalized(pictures * 0.5 + 0.5) }
        }
    }

    /// Encodes captions, or says why one does not fit the reward.
    ///
    /// - Parameter captions: of `tokensPerCaption` tokens each.
    public func prepare(_ captions: [[Int32]]) throws(ModelInputError) {
        guard reward.textFormat != nil else { return }
        for caption in captions {
            try InputCheck("reward").count(
                caption.count, "tokens of a caption", expected: tokensPerCaption, "with padding")
        }
        _ = try texts(captions)
    }

    /// - Precondition: pictures that `preprocess` takes, and captions that `prepare` takes.
    public func score(_ pictures: Tensor, captions: [Int32]) -> Tensor {
        Self.fitting { () throws(ModelInputError) in
            let text = try text(of: captions, count: pictures.shape[0])
            return try reward.score(preprocess(pictures), text: text)
        }
    }

    public func features(of pictures: Tensor) -> Tensor {
        Self.fitting { () throws(ModelInputError) in try reward.features(of: preprocess(pictures)) }
    }

    private func text(of captions: [Int32], count: Int) throws(ModelInputError) -> RewardText {
        guard reward.textFormat != nil, count > 0 else { return .none }
        try InputCheck("reward").count(
            captions.count, "tokens of captions", expected: count * tokensPerCaption,
            "\(tokensPerCaption) for each picture")
        return try texts(
            stride(from: 0, to: captions.count, by: tokensPerCaption).map {
                Array(captions[$0..<$0 + tokensPerCaption])
            })
    }

    /// One text for each caption, or one for all where they are the same.
    private func texts(_ captions: [[Int32]]) throws(ModelInputError) -> RewardText {
        var places: [[Int32]: Int] = [:]
        var distinct: [[Int32]] = []
        for caption in captions where places[caption] == nil {
            places[caption] = distinct.count
            distinct.append(caption)
        }
        let unknown = distinct.filter { known[$0] == nil }
        let encoded = try reward.encode(unknown.map { $0.map(Int.init) })
        var found = known
        for (index, caption) in unknown.enumerated() { found[caption] = encoded.gathered([index]) }
        if keepsTexts, !encoded.requiresGradient { known = found }
        let texts = RewardText.joined(distinct.map { found[$0]! })
        return distinct.count == 1 ? texts : texts.gathered(captions.map { places[$0]! })
    }

    /// What comes out of a call whose inputs were checked before.
    private static func fitting<Result>(_ make: () throws(ModelInputError) -> Result) -> Result {
        do {
            return try make()
        } catch {
            preconditionFailure(error.description)
        }
    }
}
