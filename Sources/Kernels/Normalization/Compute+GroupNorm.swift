import KernelInterface

extension Compute {
    /// Group norm of `[batch, spatial, channels]` (Wu and He, arXiv 1803.08494), then an affine map, then optionally
    /// a scale and shift per sample and channel, then optionally SiLU:
    /// `silu?(((x - mean) * rd * gamma + beta) * (1 + scale) + shift)`, with `rd = 1 / sqrt(variance + epsilon)`.
    ///
    /// `gamma`, `beta` are `[channels]`; `scale`, `shift` `[batch, channels]`; `mean` and `reciprocalDeviation`
    /// `[batch, groups]` are saved for the gradient.
    ///
    /// Memory is read twice, for the statistics and for the result, and written once. The result is within 4e-6 of the exact
    /// one, relative to the largest, for inputs whose mean is not far larger than their deviation.
    public func groupNorm(
        _ shape: GroupNormShape, input: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
        beta: UnsafePointer<Float>, scale: UnsafePointer<Float>?, shift: UnsafePointer<Float>?, silu: Bool,
        output: UnsafeMutablePointer<Float>, mean: UnsafeMutablePointer<Float>,
        reciprocalDeviation: UnsafeMutablePointer<Float>
    ) {
        let coefficients = Scratch(shape.batch * 2 * shape.channels)
        let coefficientsOf = coefficients.floats
        let statistics = GroupStatistics(
            self, shape, input: input, gamma: gamma, beta: beta, scale: scale, shift: shift,
            coefficients: coefficientsOf, mean: mean, reciprocalDeviation: reciprocalDeviation)
        let blocks = shape.blocks
        let stream = streams(shape.batch * shape.spatial * shape.channels)
        func apply(_ sample: Int, _ block: Int) {
            let rows = shape.rows(of: block)
            let start = (sample * shape.spatial + rows.lowerBound) * shape.channels
            kernels.table.affineRows(
                rows.count, shape.channels, input + start, coefficientsOf + sample * 2 * shape.channels, silu,
                output + start, stream)
        }
        if blocks == 1 {
            forEachTile(shape.batch) { sample, worker in
                statistics.measure(sample, block: 0, worker: worker)
                statistics.combine(sample)
                apply(sample, 0)
            }
        } else {
            statistics.run()
            // From the end: what was measured last is still in the caches.
            let last = shape.batch * blocks - 1
            forEachTile(last + 1) { apply((last - $0) / blocks, (last - $0) % blocks) }
        }
    }

    /// The first half of `groupNorm`: the statistics, as a factor and a term per sample and channel, `coefficients`
    /// `[batch, 2, channels]`, so that `groupNorm = silu?(x * factor + term)`. For operations that apply them while they read.
    public func groupNormCoefficients(
        _ shape: GroupNormShape, input: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
        beta: UnsafePointer<Float>, scale: UnsafePointer<Float>?, shift: UnsafePointer<Float>?,
        coefficients: UnsafeMutablePointer<Float>, mean: UnsafeMutablePointer<Float>,
        reciprocalDeviation: UnsafeMutablePointer<Float>
    ) {
        let statistics = GroupStatistics(
            self, shape, input: input, gamma: gamma, beta: beta, scale: scale, shift: shift,
            coefficients: coefficients, mean: mean, reciprocalDeviation: reciprocalDeviation)
        statistics.run()
    }
}
