import Tensors

/// A network that predicts, from a noisy picture, the velocity of the straight path from picture to noise.
///
/// On that path `x(t) = (1 - t) · picture + t · noise`, the velocity is `noise - picture`, and the Tweedie
/// estimate of the picture is `x(t) - t · velocity` (rectified flow, arXiv 2209.03003).
public protocol Denoiser {
    /// `[height, width, channels]` of one picture.
    var pictureShape: Shape { get }

    /// Captions, one after another, to what `velocity` is conditioned on: `[B, ...]`.
    func encode(_ tokens: [Int32]) -> Tensor

    /// - Parameters:
    ///   - noisy: `[B, H, W, C]`.
    ///   - times: one for each sample, 0 (picture) to 1 (noise).
    ///   - conditioning: from `encode`.
    func velocity(_ noisy: Tensor, times: [Float], conditioning: Tensor) -> Tensor
}
