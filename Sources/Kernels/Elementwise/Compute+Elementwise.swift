// The names of the operations are part of this module's interface.
@_exported import KernelInterface

/// From this many numbers on (32 MiB) a result does not stay in the caches anyway: it is stored past them, which saves
/// reading what is overwritten.
private let streamed = 8 << 20

/// Numbers per tile: large enough to hide the start of a thread, small enough for the second-level cache.
private let grain = 32_768

extension Compute {
    public typealias UnaryOperation = KernelInterface.UnaryOperation
    public typealias BinaryOperation = KernelInterface.BinaryOperation

    /// `output[i] = operation(input[i])`; in place is fine.
    public func unary(
        _ operation: UnaryOperation, count: Int, input: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>
    ) {
        forEachRange(count, grain: grain) { range in
            kernels.table.unary(
                operation.rawValue, range.count, input + range.lowerBound, output + range.lowerBound,
                streams(count))
        }
    }

    /// `inputGradient[i] = outputGradient[i] * operation'(input[i])`; in place is fine.
    public func unaryGradient(
        _ operation: UnaryOperation, count: Int, input: UnsafePointer<Float>,
        outputGradient: UnsafePointer<Float>, inputGradient: UnsafeMutablePointer<Float>
    ) {
        forEachRange(count, grain: grain) { range in
            let start = range.lowerBound
            kernels.table.unaryGradient(
                operation.rawValue, range.count, input + start, outputGradient + start, inputGradient + start)
        }
    }

    /// `output[i] = a[i] operation b[i]`; in place is fine.
    public func binary(
        _ operation: BinaryOperation, count: Int, a: UnsafePointer<Float>, b: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>
    ) {
        forEachRange(count, grain: grain) { range in
            let start = range.lowerBound
            kernels.table.binary(
                operation.rawValue, range.count, a + start, b + start, output + start, streams(count))
        }
    }

    /// `output[r, j] = a[r, j] operation b[j]` for `a` of `[rows, columns]`, or with the two `swapped`.
    public func binaryRow(
        _ operation: BinaryOperation, rows: Int, columns: Int, a: UnsafePointer<Float>,
        b: UnsafePointer<Float>,
        output: UnsafeMutablePointer<Float>, swapped: Bool = false
    ) {
        forEachRange(rows, grain: max(grain / max(columns, 1), 1)) { range in
            for row in range {
                let a = a + row * columns
                let output = output + row * columns
                kernels.table.binary(
                    operation.rawValue, columns, swapped ? b : a, swapped ? a : b, output, false)
            }
        }
    }

    /// `output[i] = a[i] operation b`, or with the two `swapped`.
    public func binaryScalar(
        _ operation: BinaryOperation, count: Int, a: UnsafePointer<Float>, b: Float,
        output: UnsafeMutablePointer<Float>, swapped: Bool = false
    ) {
        forEachRange(count, grain: grain) { range in
            let start = range.lowerBound
            kernels.table.binaryScalar(
                operation.rawValue, range.count, a + start, b, output + start, swapped)
        }
    }

    /// `y += alpha * x`.
    public func axpy(count: Int, alpha: Float, x: UnsafePointer<Float>, y: UnsafeMutablePointer<Float>) {
        forEachRange(count, grain: grain) { range in
            kernels.table.axpy(range.count, alpha, x + range.lowerBound, y + range.lowerBound)
        }
    }

    /// `output = alpha * x`; in place is fine.
    public func scale(count: Int, alpha: Float, x: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>)
    {
        forEachRange(count, grain: grain) { range in
            kernels.table.scale(range.count, alpha, x + range.lowerBound, output + range.lowerBound)
        }
    }

    /// Whether a result of `count` numbers is stored past the caches.
    func streams(_ count: Int) -> Bool { count >= streamed }

    /// `output[r, j] = x[r, j] * gelu(x[r, columns + j])`, `x` of `[rows, 2 * columns]`: the gated linear unit of
    /// transformer blocks (Shazeer, arXiv 2002.05202). Error as of `gelu`, times the factor.
    public func gatedGelu(
        rows: Int, columns: Int, input: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
    ) {
        forEachRange(rows, grain: max(grain / max(columns, 1), 1)) { range in
            let row = range.lowerBound
            kernels.table.gatedGelu(
                range.count, columns, input + row * 2 * columns, output + row * columns,
                streams(rows * columns))
        }
    }

    /// One step of AdamW (Loshchilov and Hutter, arXiv 1711.05101) in place:
    /// `p -= learningRate * (weightDecay * p + (m / biasCorrection1) / (sqrt(v / biasCorrection2) + epsilon))`
    /// after `m = beta1 * m + (1 - beta1) * g`, `v = beta2 * v + (1 - beta2) * g^2`. The bias corrections are
    /// `1 - beta^step`.
    public func adamW(
        count: Int, parameter: UnsafeMutablePointer<Float>, gradient: UnsafePointer<Float>,
        firstMoment: UnsafeMutablePointer<Float>, secondMoment: UnsafeMutablePointer<Float>,
        learningRate: Float,
        beta1: Float, beta2: Float, epsilon: Float, weightDecay: Float, biasCorrection1: Float,
        biasCorrection2: Float
    ) {
        let step = Scratch(7)
        let numbers = [learningRate, beta1, beta2, epsilon, weightDecay, biasCorrection1, biasCorrection2]
        for (index, number) in numbers.enumerated() { step.floats[index] = number }
        let pointer = step.floats
        forEachRange(count, grain: grain) { range in
            let start = range.lowerBound
            kernels.table.adamW(
                range.count, parameter + start, gradient + start, firstMoment + start, secondMoment + start,
                pointer)
        }
    }
}
