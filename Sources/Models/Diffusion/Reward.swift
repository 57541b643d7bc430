import Tensors

/// A learned judge of pictures, differentiable with respect to the picture.
public protocol Reward {
    /// One value for each picture: `[B]`, higher is better.
    ///
    /// - Parameters:
    ///   - pictures: `[B, H, W, C]` within about [-1, 1].
    ///   - captions: tokens, one caption after another.
    func score(_ pictures: Tensor, captions: [Int32]) -> Tensor

    /// Features in which pictures that mean the same lie near each other: `[B, ...]`.
    func features(of pictures: Tensor) -> Tensor

    /// Width of what the picture tower can be told beside each picture; nil for a reward that looks at pictures alone.
    var shiftFeatures: Int? { get }

    /// As `score(_:captions:)`, with what the picture tower is told: `[B, shiftFeatures]`, zero for nothing.
    ///
    /// - Precondition: nil where `shiftFeatures` is.
    func score(_ pictures: Tensor, captions: [Int32], shift: Tensor?) -> Tensor
}

extension Reward {
    public var shiftFeatures: Int? { nil }

    public func score(_ pictures: Tensor, captions: [Int32], shift: Tensor?) -> Tensor {
        precondition(shift == nil, "this reward takes no shift")
        return score(pictures, captions: captions)
    }
}
