import Tensors

/// A learned judge of pictures and captions, differentiable with respect to the picture.
public protocol PictureReward {
    /// Most pictures in one call, as memory allows.
    var largestBatch: Int { get }

    /// Captions to what `score` is conditioned on.
    ///
    /// - Throws: where the model cannot read a caption.
    func encode(_ prompts: [String]) throws -> Conditioning

    /// What the reward looks at of pictures `[B, H, W, 3]` within about [-1, 1]: cut and scaled to its own size,
    /// within the same range. Trajectories are kept in this form, for nothing else is needed of them.
    func view(_ pictures: Tensor) -> Tensor

    /// One value for each view: `[B]`, higher is better.
    func score(_ views: Tensor, captions: Conditioning) -> Tensor

    /// Width of what the picture tower can be told beside each picture, such as a noise level; nil for a reward that
    /// looks at pictures alone.
    var shiftFeatures: Int? { get }

    /// As `score(_:captions:)`, with what the picture tower is told: `[B, shiftFeatures]`, zero for nothing.
    ///
    /// - Precondition: nil where `shiftFeatures` is.
    func score(_ views: Tensor, captions: Conditioning, shift: Tensor?) -> Tensor
}

extension PictureReward {
    public var shiftFeatures: Int? { nil }

    public func score(_ views: Tensor, captions: Conditioning, shift: Tensor?) -> Tensor {
        precondition(shift == nil, "this reward takes no shift")
        return score(views, captions: captions)
    }
}

extension PictureReward {
    /// Scores of pictures, not differentiable and in batches.
    public func scores(of pictures: Tensor, captions: Conditioning) -> [Float] {
        Execution.withoutGradients {
            stride(from: 0, to: pictures.shape[0], by: largestBatch).flatMap { start in
                let part = Array(start..<min(start + largestBatch, pictures.shape[0]))
                return score(view(pictures.gathered(part)), captions: captions.gathered(part)).elements
            }
        }
    }
}
