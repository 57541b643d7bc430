import Tensors

/// How red a picture is: the mean over its pixels of red minus half of green and blue, from -1 to 1. The reward of the
/// illustrating experiment of noise hypernetworks (arXiv 2508.09968).
///
/// A picture counts as it can be shown: values beyond 0 to 1 are those of the nearer end, or red would have no limit.
public struct RednessReward: RewardModel {
    public static let architecture = "Redness"

    public init() {}

    /// Values of 0 to 1, any size.
    public var format: PictureFormat { .plain }
    public var textFormat: TextFormat? { nil }

    /// Texts do not count, and are not looked at.
    public func encode(_ texts: [[Int]]) -> RewardText { .none }

    public func score(_ pictures: Tensor, text: RewardText, shift: Tensor?) throws(ModelInputError) -> Tensor
    {
        try InputCheck(Self.architecture).noShift(shift)
        let weights = Tensor([1, -0.5, -0.5], shape: [3])
        return (try features(of: pictures) * weights).sum(axes: [-1]).reshaped([pictures.shape[0]])
    }

    /// The mean colour as it is shown: `[B, 3]`.
    public func features(of pictures: Tensor) throws(ModelInputError) -> Tensor {
        try InputCheck(Self.architecture).shape(
            pictures.shape, "pictures", [nil, nil, nil, 3], letters: ["B", "H", "W"])
        return pictures.clamped(to: 0...1).mean(axes: [1, 2]).reshaped([pictures.shape[0], 3])
    }
}
