import Tensors

/// A reward of the papers: what a network (or a formula) thinks of pictures, for a text or without one.
///
///     let text = try reward.encode([tokens])          // once for each prompt
///     let scores = try reward.score(pictures, text: text)
///     let gradient = scores.sum().gradients()[pictures]
///
/// Scores have a gradient with respect to pictures, and to the parameters of networks where those are trainable or
/// adapted. Without gradients (`Execution.withoutGradients`), all memory but the result's goes back at once.
public protocol RewardModel {
    /// What pictures it takes.
    var format: PictureFormat { get }

    /// What texts it takes; `nil` for a reward that looks at pictures alone.
    var textFormat: TextFormat? { get }

    /// What of texts does not depend on the picture, to be kept and used again. A gradient flows to a text tower that
    /// learns; then, what `encode` gives serves one backward pass.
    ///
    /// - Parameter texts: tokens of each text with start and end, padded or not.
    func encode(_ texts: [[Int]]) throws(ModelInputError) -> RewardText

    /// One score for each picture: `[B]`, higher is better.
    ///
    /// - Parameters:
    ///   - pictures: `[B, H, W, 3]`, normalised as `format` says.
    ///   - text: from `encode` of this reward: one text for all pictures, or one for each.
    ///   - shift: what the picture tower is told beside each picture, as a noise level (`LevelEmbedding`): `[B,
    ///     features of its tokens]`. Only rewards with such a tower take it.
    func score(_ pictures: Tensor, text: RewardText, shift: Tensor?) throws(ModelInputError) -> Tensor

    /// Features in which pictures that mean the same lie near each other: `[B, ...]`.
    func features(of pictures: Tensor) throws(ModelInputError) -> Tensor
}

extension RewardModel {
    public func score(_ pictures: Tensor, text: RewardText) throws(ModelInputError) -> Tensor {
        try score(pictures, text: text, shift: nil)
    }

    /// The score of pictures alone.
    public func score(_ pictures: Tensor) throws(ModelInputError) -> Tensor {
        try score(pictures, text: .none, shift: nil)
    }
}
