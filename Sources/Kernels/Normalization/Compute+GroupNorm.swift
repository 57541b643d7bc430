import KernelInterface

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

extension Compute {
    /// Group norm of `[batch, spatial, channels]` (Wu and He, arXiv 1803.08494), then an affine map, then optionally
    /// a scale and shift per sample and channel, then optionally SiLU:
    /// `silu?(((x - mean) * rd * gamma + beta) * (1 + scale) + shift)`, with `rd = 1 / sqrt(variance + epsilon)`.
    ///
    /// `gamma`, `beta` are `[channels]`; `scale`, `shift` `[batch, channels]`; `mean` and `reciprocalDeviation`
    /// `[batch, groups]` are saved for the gradient.
    public func groupNorm(
        _ shape: GroupNormShape, input: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
        beta: UnsafePointer<Float>, scale: UnsafePointer<Float>?, shift: UnsafePointer<Float>?, silu: Bool,
        output: UnsafeMutablePointer<Float>, mean: UnsafeMutablePointer<Float>,
        reciprocalDeviation: UnsafeMutablePointer<Float>
    ) {
        let channels = shape.channels
        let blocks = shape.blocks
        let sums = Scratch(zeros: shape.batch * blocks * channels)
        let coefficients = Scratch(shape.batch * 2 * channels)
        let (sumsOf, coefficientsOf) = (sums.floats, coefficients.floats)

        // The same block of one sample in each of the three passes over the data.
        func total(_ sample: Int, _ block: Int) {
            let rows = shape.rows(of: block)
            kernels.table.columnSums(
                rows.count, channels, input + (sample * shape.spatial + rows.lowerBound) * channels,
                sumsOf + (sample * blocks + block) * channels)
        }
        func squares(_ sample: Int, _ block: Int) {
            let rows = shape.rows(of: block)
            kernels.table.columnSquares(
                rows.count, channels, input + (sample * shape.spatial + rows.lowerBound) * channels,
                coefficientsOf + sample * 2 * channels, sumsOf + (sample * blocks + block) * channels)
        }
        func apply(_ sample: Int, _ block: Int) {
            let rows = shape.rows(of: block)
            let start = (sample * shape.spatial + rows.lowerBound) * channels
            kernels.table.affineRows(
                rows.count, channels, input + start, coefficientsOf + sample * 2 * channels, silu,
                output + start)
        }
        func meansReady(_ sample: Int) {
            let own = coefficientsOf + sample * 2 * channels
            groupSums(shape, sample: sample, sumsOf) { group, sum in
                let value = sum / Float(shape.spatial * shape.channelsPerGroup)
                mean[sample * shape.groups + group] = value
                (own + group * shape.channelsPerGroup).update(repeating: value, count: shape.channelsPerGroup)
            }
            (sumsOf + sample * blocks * channels).update(repeating: 0, count: blocks * channels)
        }
        func coefficientsReady(_ sample: Int) {
            let factor = coefficientsOf + sample * 2 * channels
            let term = factor + channels
            groupSums(shape, sample: sample, sumsOf) { group, sum in
                let variance = sum / Float(shape.spatial * shape.channelsPerGroup)
                let deviation = 1 / (variance + shape.epsilon).squareRoot()
                let average = mean[sample * shape.groups + group]
                reciprocalDeviation[sample * shape.groups + group] = deviation
                for channel in group * shape.channelsPerGroup..<(group + 1) * shape.channelsPerGroup {
                    let outer = 1 + (scale?[sample * channels + channel] ?? 0)
                    let added = shift?[sample * channels + channel] ?? 0
                    factor[channel] = deviation * gamma[channel] * outer
                    term[channel] = beta[channel] * outer + added - average * factor[channel]
                }
            }
        }

        if blocks == 1 {
            forEachTile(shape.batch) { sample in
                total(sample, 0)
                meansReady(sample)
                squares(sample, 0)
                coefficientsReady(sample)
                apply(sample, 0)
            }
        } else {
            forEachTile(shape.batch * blocks) { total($0 / blocks, $0 % blocks) }
            for sample in 0..<shape.batch { meansReady(sample) }
            forEachTile(shape.batch * blocks) { squares($0 / blocks, $0 % blocks) }
            for sample in 0..<shape.batch { coefficientsReady(sample) }
            forEachTile(shape.batch * blocks) { apply($0 / blocks, $0 % blocks) }
        }
    }

    /// For each group of one sample: the sum over its channels and all blocks of `sums` `[batch, blocks, channels]`.
    private func groupSums(
        _ shape: GroupNormShape, sample: Int, _ sums: UnsafePointer<Float>, _ body: (Int, Float) -> Void
    ) {
        let width = shape.channelsPerGroup
        for group in 0..<shape.groups {
            var sum: Double = 0
            for block in 0..<shape.blocks {
                let own = sums + (sample * shape.blocks + block) * shape.channels + group * width
                for channel in 0..<width { sum += Double(own[channel]) }
            }
            body(group, Float(sum))
        }
    }
}
