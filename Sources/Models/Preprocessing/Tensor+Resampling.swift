import Tensors

extension Tensor {
    /// Pictures in another size, `[B, H, W, C] -> [B, height, width, C]`, as `interpolate(antialias=True)` of PyTorch
    /// and torchvision's `resize` of tensors have them; differentiable.
    ///
    /// A product with a matrix for each axis. Values are not clamped: a bicubic filter goes beyond the range near edges.
    ///
    /// - Precondition: four axes, and all sizes are positive.
    public func resampled(height: Int, width: Int, filter: ResamplingFilter) -> Tensor {
        precondition(
            shape.rank == 4 && count > 0 && height > 0 && width > 0,
            "\(shape) cannot be resized to \(height)x\(width)")
        var result = self
        if width != shape[2] {
            let weights = ResamplingWeights(from: shape[2], to: width, filter: filter)
            result =
                result.transposed([0, 1, 3, 2])  // (B, H, C, W)
                .linear(weight: weights.matrix)  // (B, H, C, W')
                .transposed([0, 1, 3, 2])
        }
        if height != shape[1] {
            let weights = ResamplingWeights(from: shape[1], to: height, filter: filter)
            result =
                result.transposed([0, 2, 3, 1])  // (B, W', C, H)
                .linear(weight: weights.matrix)  // (B, W', C, H')
                .transposed([0, 3, 1, 2])
        }
        return result
    }
}
