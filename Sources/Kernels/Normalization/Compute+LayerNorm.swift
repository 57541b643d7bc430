import KernelInterface

/// Numbers per tile of rows.
private let grain = 16_384

extension Compute {
    /// Layer norm of each row of `[rows, columns]`: `output = (x - mean) * rd * gamma + beta`, with
    /// `rd = 1 / sqrt(variance + epsilon)`. Saves mean and `rd`, `[rows]` each, for the gradient.
    public func layerNorm(
        rows: Int, columns: Int, epsilon: Float, input: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
        beta: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>, mean: UnsafeMutablePointer<Float>,
        reciprocalDeviation: UnsafeMutablePointer<Float>
    ) {
        forEachRange(rows, grain: max(grain / max(columns, 1), 1)) { range in
            let row = range.lowerBound
            kernels.table.layerNorm(
                range.count, columns, epsilon, input + row * columns, gamma, beta, output + row * columns,
                mean + row, reciprocalDeviation + row, streams(rows * columns))
        }
    }

    /// The gradients of `layerNorm`; those of gamma and beta are left out where nil.
    public func layerNormGradient(
        rows: Int, columns: Int, input: UnsafePointer<Float>, gamma: UnsafePointer<Float>,
        mean: UnsafePointer<Float>, reciprocalDeviation: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>,
        inputGradient: UnsafeMutablePointer<Float>, gammaGradient: UnsafeMutablePointer<Float>?,
        betaGradient: UnsafeMutablePointer<Float>?
    ) {
        let sums = Scratch(2 * columns)
        sumRowBlocks(rows: rows, columns: columns, sums: 2, output: sums.floats) { range, sums in
            let row = range.lowerBound
            kernels.table.layerNormGradient(
                range.count, columns, input + row * columns, gamma, mean + row, reciprocalDeviation + row,
                outputGradient + row * columns, inputGradient + row * columns, sums)
        }
        gammaGradient?.update(from: sums.floats, count: columns)
        betaGradient?.update(from: sums.floats + columns, count: columns)
    }
}
