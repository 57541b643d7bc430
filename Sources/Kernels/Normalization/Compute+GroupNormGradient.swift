import KernelInterface

extension Compute {
    /// The gradients of `groupNorm`, written over what is there; those of nil pointers are left out.
    ///
    /// With `z` the value before SiLU, `d = dL/dz`, `h` the normalised input and `f = gamma * (1 + scale)`:
    /// `dL/dx = rd * (f * d - mean(f * d) - h * mean(f * d * h))`, means over the group.
    public func groupNormGradient(
        _ shape: GroupNormShape, input: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
        beta: UnsafePointer<Float>, scale: UnsafePointer<Float>?, shift: UnsafePointer<Float>?, silu: Bool,
        mean: UnsafePointer<Float>, reciprocalDeviation: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>,
        gammaGradient: UnsafeMutablePointer<Float>?, betaGradient: UnsafeMutablePointer<Float>?,
        scaleGradient: UnsafeMutablePointer<Float>?, shiftGradient: UnsafeMutablePointer<Float>?
    ) {
        let channels = shape.channels
        let blocks = shape.blocks
        let width = shape.channelsPerGroup
        // Per sample: factor and term before SiLU, factor and term of the normalised input, for the first pass; then
        // p, q, r for the second.
        let coefficients = Scratch(shape.batch * 4 * channels)
        let sums = Scratch(zeros: shape.batch * blocks * 2 * channels)
        let (coefficientsOf, sumsOf) = (coefficients.floats, sums.floats)

        func prepare(_ sample: Int) {
            let own = coefficientsOf + sample * 4 * channels
            for channel in 0..<channels {
                let group = sample * shape.groups + channel / width
                let outer = 1 + (scale?[sample * channels + channel] ?? 0)
                let factor = reciprocalDeviation[group] * gamma[channel] * outer
                own[channel] = factor
                own[channels + channel] =
                    beta[channel] * outer + (shift?[sample * channels + channel] ?? 0) - mean[group] * factor
                own[2 * channels + channel] = reciprocalDeviation[group]
                own[3 * channels + channel] = -mean[group] * reciprocalDeviation[group]
            }
        }
        func total(_ sample: Int, _ block: Int) {
            let rows = shape.rows(of: block)
            let start = (sample * shape.spatial + rows.lowerBound) * channels
            kernels.table.affineGradientSums(
                rows.count, channels, input + start, outputGradient + start,
                coefficientsOf + sample * 4 * channels,
                silu, sumsOf + (sample * blocks + block) * 2 * channels, inputGradient + start)
        }
        func sumsReady(_ sample: Int) {
            // The sums of the later blocks are added to the first one's, in order.
            let first = sumsOf + sample * blocks * 2 * channels
            for block in 1..<max(blocks, 1) {
                kernels.table.axpy(2 * channels, 1, first + block * 2 * channels, first)
            }
            let own = coefficientsOf + sample * 4 * channels
            for group in 0..<shape.groups {
                let deviation = reciprocalDeviation[sample * shape.groups + group]
                let average = mean[sample * shape.groups + group]
                var plain: Double = 0
                var normalised: Double = 0
                for channel in group * width..<(group + 1) * width {
                    let factor = gamma[channel] * (1 + (scale?[sample * channels + channel] ?? 0))
                    plain += Double(factor * first[channel])
                    normalised += Double(factor * first[channels + channel])
                }
                let count = Float(shape.spatial * width)
                let q = -deviation * deviation * Float(normalised) / count
                let r = -deviation * Float(plain) / count - average * q
                for channel in group * width..<(group + 1) * width {
                    own[channels + channel] = q
                    own[2 * channels + channel] = r
                }
            }
            for channel in 0..<channels {
                scaleGradient?[sample * channels + channel] =
                    gamma[channel] * first[channels + channel] + beta[channel] * first[channel]
                shiftGradient?[sample * channels + channel] = first[channel]
            }
        }
        func apply(_ sample: Int, _ block: Int) {
            let rows = shape.rows(of: block)
            let start = (sample * shape.spatial + rows.lowerBound) * channels
            kernels.table.affineGradient(
                rows.count, channels, input + start, coefficientsOf + sample * 4 * channels,
                inputGradient + start)
        }

        if blocks == 1 {
            forEachTile(shape.batch) { sample in
                prepare(sample)
                total(sample, 0)
                sumsReady(sample)
                apply(sample, 0)
            }
        } else {
            for sample in 0..<shape.batch { prepare(sample) }
            forEachTile(shape.batch * blocks) { total($0 / blocks, $0 % blocks) }
            for sample in 0..<shape.batch { sumsReady(sample) }
            forEachTile(shape.batch * blocks) { apply($0 / blocks, $0 % blocks) }
        }

        gammaGradient?.update(repeating: 0, count: channels)
        betaGradient?.update(repeating: 0, count: channels)
        for sample in 0..<shape.batch {
            let first = sumsOf + sample * blocks * 2 * channels
            for channel in 0..<channels {
                let outer = 1 + (scale?[sample * channels + channel] ?? 0)
                gammaGradient?[channel] += first[channels + channel] * outer
                betaGradient?[channel] += first[channel] * outer
            }
        }
    }
}
