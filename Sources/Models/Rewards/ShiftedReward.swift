import Tensors

/// A reward that is told the same beside every picture: one noise level, as noise-aware fine-tuning with time
/// conditioning learned it.
public struct ShiftedReward: PictureReward {
    public let base: any PictureReward
    /// `[1, features]`.
    private let shift: Tensor

    /// - Parameters:
    ///   - base: with a picture tower that can be told something.
    ///   - shift: what it is told, `[features]`.
    /// - Precondition: as many features as the reward takes.
    public init(_ base: any PictureReward, shift: Tensor) {
        precondition(
            shift.count == base.shiftFeatures,
            "a shift \(shift.shape) for a reward that takes \(base.shiftFeatures ?? 0)")
        self.base = base
        self.shift = shift.reshaped([1, shift.count])
    }

    public var largestBatch: Int { base.largestBatch }
    public func encode(_ prompts: [String]) throws -> Conditioning { try base.encode(prompts) }
    public func view(_ pictures: Tensor) -> Tensor { base.view(pictures) }

    public func score(_ views: Tensor, captions: Conditioning) -> Tensor {
        base.score(
            views, captions: captions, shift: shift.gathered(Array(repeating: 0, count: views.shape[0])))
    }
}
