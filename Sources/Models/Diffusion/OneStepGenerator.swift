import Tensors

/// A denoiser distilled to draw in a single call: `picture = noise - velocity(noise, 1)`.
public struct OneStepGenerator {
    public let denoiser: any Denoiser

    public init(_ denoiser: any Denoiser) { self.denoiser = denoiser }

    /// - Parameters:
    ///   - noise: `[B, H, W, C]`, standard normal.
    ///   - conditioning: from the denoiser's `encode`.
    public func draw(_ noise: Tensor, conditioning: Tensor) -> Tensor {
        noise
            - denoiser.velocity(
                noise, times: Array(repeating: 1, count: noise.shape[0]), conditioning: conditioning)
    }
}
