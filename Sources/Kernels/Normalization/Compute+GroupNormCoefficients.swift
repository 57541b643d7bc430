import KernelInterface

extension Compute {
    /// What a group norm with its affine map, scale and shift multiplies each channel with and adds to it:
    /// `coefficients` is `[batch, 2, channels]`, factors then terms, as `Prologue` takes them. The arguments and the
    /// order of the sums are those of `groupNorm`.
    public func groupNormCoefficients(
        _ shape: GroupNormShape, input: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
        beta: UnsafePointer<Float>, scale: UnsafePointer<Float>?, shift: UnsafePointer<Float>?,
        coefficients: UnsafeMutablePointer<Float>
    ) {
        let channels = shape.channels
        let blocks = shape.blocks
        let sums = Scratch(zeros: shape.batch * blocks * channels)
        let sumsOf = sums.floats
        func forEachBlock(
            _ body: (_ rows: Int, _ input: ConstantFloats, _ sample: Int, _ sums: MutableFloats) -> Void
        ) {
            forEachTile(shape.batch * blocks) { tile in
                let (sample, rows) = (tile / blocks, shape.rows(of: tile % blocks))
                body(
                    rows.count, input + (sample * shape.spatial + rows.lowerBound) * channels, sample,
                    sumsOf + tile * channels)
            }
        }
        func forEachGroup(_ body: (_ sample: Int, _ channels: Range<Int>, _ average: Float) -> Void) {
            let width = shape.channelsPerGroup
            for sample in 0..<shape.batch {
                for group in 0..<shape.groups {
                    let own = group * width..<(group + 1) * width
                    var sum: Double = 0
                    for block in 0..<blocks {
                        for channel in own {
                            sum += Double(sumsOf[(sample * blocks + block) * channels + channel])
                        }
                    }
                    body(sample, own, Float(sum) / Float(shape.spatial * width))
                }
            }
        }

        forEachBlock { kernels.table.columnSums($0, channels, $1, $3) }
        forEachGroup { sample, own, mean in
            for channel in own { coefficients[sample * 2 * channels + channel] = mean }
        }
        sumsOf.update(repeating: 0, count: shape.batch * blocks * channels)
        forEachBlock { kernels.table.columnSquares($0, channels, $1, coefficients + $2 * 2 * channels, $3) }
        forEachGroup { sample, own, variance in
            let factor = coefficients + sample * 2 * channels
            let term = factor + channels
            let deviation = 1 / (variance + shape.epsilon).squareRoot()
            for channel in own {
                let outer = 1 + (scale?[sample * channels + channel] ?? 0)
                let added = shift?[sample * channels + channel] ?? 0
                let mean = factor[channel]
                factor[channel] = deviation * gamma[channel] * outer
                term[channel] = beta[channel] * outer + added - mean * factor[channel]
            }
        }
    }
}
