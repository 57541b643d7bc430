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
}
