/// Numbers to read.
public typealias ConstantFloats = UnsafePointer<Float>

/// Numbers to write.
public typealias MutableFloats = UnsafeMutablePointer<Float>

/// The inner loops of one instruction set. Each works on one tile, on the calling thread, without allocating.
///
/// The entries are C function pointers, which makes the table a trivial value. A table of Swift closures would have
/// each instruction-set module emit its own copying code under one shared symbol, and the linker may keep the copy
/// that older processors cannot run.
public struct KernelTable: Sendable {
    public typealias Unary =
        @convention(c) @Sendable (
            Int32, Int, ConstantFloats, MutableFloats
        ) -> Void
    public typealias UnaryGradient =
        @convention(c) @Sendable (
            Int32, Int, ConstantFloats, ConstantFloats, MutableFloats
        ) -> Void
    public typealias Binary =
        @convention(c) @Sendable (
            Int32, Int, ConstantFloats, ConstantFloats, MutableFloats
        ) -> Void
    public typealias BinaryScalar =
        @convention(c) @Sendable (
            Int32, Int, ConstantFloats, Float, MutableFloats, Bool
        ) -> Void
    public typealias Axpy =
        @convention(c) @Sendable (
            Int, Float, ConstantFloats, MutableFloats
        ) -> Void
    public typealias Scale =
        @convention(c) @Sendable (
            Int, Float, ConstantFloats, MutableFloats
        ) -> Void
    public typealias Sum =
        @convention(c) @Sendable (
            Int, ConstantFloats
        ) -> Float
    public typealias Dot =
        @convention(c) @Sendable (
            Int, ConstantFloats, ConstantFloats
        ) -> Float
    public typealias AdamW =
        @convention(c) @Sendable (
            Int, MutableFloats, ConstantFloats, MutableFloats, MutableFloats, ConstantFloats
        ) -> Void
    public typealias ColumnSums =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, MutableFloats
        ) -> Void
    public typealias ColumnSquares =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, ConstantFloats, MutableFloats
        ) -> Void
    public typealias AffineRows =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, ConstantFloats, Bool, MutableFloats
        ) -> Void
    public typealias AffineGradientSums =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, ConstantFloats, ConstantFloats, Bool, MutableFloats
        ) -> Void
    public typealias AffineGradient =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, ConstantFloats, ConstantFloats, Bool, MutableFloats
        ) -> Void
    public typealias LayerNorm =
        @convention(c) @Sendable (
            Int, Int, Float, ConstantFloats, ConstantFloats, ConstantFloats, MutableFloats, MutableFloats,
            MutableFloats
        ) -> Void
    public typealias LayerNormGradient =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, ConstantFloats, ConstantFloats, ConstantFloats, ConstantFloats,
            MutableFloats, MutableFloats
        ) -> Void
    public typealias SoftmaxRow =
        @convention(c) @Sendable (
            Int, Int, Float, ConstantFloats, MutableFloats
        ) -> Float
    public typealias Exponentials =
        @convention(c) @Sendable (
            Int, Float, ConstantFloats, Float, Float, MutableFloats
        ) -> Void
    public typealias LogSumExp =
        @convention(c) @Sendable (
            Int, ConstantFloats
        ) -> Float
    public typealias SoftmaxGradientRow =
        @convention(c) @Sendable (
            Int, ConstantFloats, ConstantFloats, Float, Float, MutableFloats
        ) -> Void

    /// `output = operation(x)`: `UnaryOperation.rawValue`, count, x, output.
    public let unary: Unary
    /// Operation, count, x, output gradient, input gradient.
    public let unaryGradient: UnaryGradient
    /// `output = a operation b`: `BinaryOperation.rawValue`, count, a, b, output.
    public let binary: Binary
    /// Operation, count, a, b, output, swapped (`b operation a`).
    public let binaryScalar: BinaryScalar
    /// `y += alpha * x`: count, alpha, x, y.
    public let axpy: Axpy
    /// `output = alpha * x`: count, alpha, x, output.
    public let scale: Scale
    /// Sum of one block.
    public let sum: Sum
    /// Dot product of one block.
    public let dot: Dot
    /// Count, parameter, gradient, first moment, second moment, and the seven numbers of a step: learning rate,
    /// beta 1, beta 2, epsilon, weight decay, bias corrections 1 and 2.
    public let adamW: AdamW
    /// `sums[j] += sum over rows of x[r, j]`: rows, columns, x, sums.
    public let columnSums: ColumnSums
    /// `sums[j] += sum over rows of (x[r, j] - mean[j])^2`: rows, columns, x, mean, sums.
    public let columnSquares: ColumnSquares
    /// `output = silu?(x * factor[j] + term[j])`: rows, columns, x, coefficients `[2, columns]`, SiLU, output.
    public let affineRows: AffineRows
    /// With `d` the gradient before SiLU: adds to sums `[2, columns]` those of `d` and of `d` times the normalised x.
    /// Rows, columns, x, output gradient, coefficients `[4, columns]` (factor and term before SiLU; factor and term of
    /// the normalised x), SiLU, sums.
    public let affineGradientSums: AffineGradientSums
    /// `d * p[j] + x * q[j] + r[j]`: rows, columns, x, output gradient, coefficients `[5, columns]` (factor and term
    /// before SiLU; p, q, r), SiLU, input gradient.
    public let affineGradient: AffineGradient
    /// Rows, columns, epsilon, x, gamma, beta, output, mean, reciprocal deviation.
    public let layerNorm: LayerNorm
    /// Rows, columns, x, gamma, mean, reciprocal deviation, output gradient, input gradient, sums `[2, columns]` for
    /// the gradients of gamma and beta (added to).
    public let layerNormGradient: LayerNormGradient
    /// Softmax of `factor * x` over the first `count`, zero from there to `total`: count, total, factor, x, output.
    /// Returns the logarithm of the sum of exponentials, minus infinity for a count of zero.
    public let softmaxRow: SoftmaxRow
    /// `outer * exp(factor * x - shift)`: count, factor, x, shift, outer, output.
    public let exponentials: Exponentials
    /// Logarithm of the sum of exponentials: count, x.
    public let logSumExp: LogSumExp
    /// `p * (g - subtrahend) * factor`: count, p, g, subtrahend, factor, output.
    public let softmaxGradientRow: SoftmaxGradientRow

    public init(
        unary: @escaping Unary,
        unaryGradient: @escaping UnaryGradient,
        binary: @escaping Binary,
        binaryScalar: @escaping BinaryScalar,
        axpy: @escaping Axpy,
        scale: @escaping Scale,
        sum: @escaping Sum,
        dot: @escaping Dot,
        adamW: @escaping AdamW,
        columnSums: @escaping ColumnSums,
        columnSquares: @escaping ColumnSquares,
        affineRows: @escaping AffineRows,
        affineGradientSums: @escaping AffineGradientSums,
        affineGradient: @escaping AffineGradient,
        layerNorm: @escaping LayerNorm,
        layerNormGradient: @escaping LayerNormGradient,
        softmaxRow: @escaping SoftmaxRow,
        exponentials: @escaping Exponentials,
        logSumExp: @escaping LogSumExp,
        softmaxGradientRow: @escaping SoftmaxGradientRow
    ) {
        self.unary = unary
        self.unaryGradient = unaryGradient
        self.binary = binary
        self.binaryScalar = binaryScalar
        self.axpy = axpy
        self.scale = scale
        self.sum = sum
        self.dot = dot
        self.adamW = adamW
        self.columnSums = columnSums
        self.columnSquares = columnSquares
        self.affineRows = affineRows
        self.affineGradientSums = affineGradientSums
        self.affineGradient = affineGradient
        self.layerNorm = layerNorm
        self.layerNormGradient = layerNormGradient
        self.softmaxRow = softmaxRow
        self.exponentials = exponentials
        self.logSumExp = logSumExp
        self.softmaxGradientRow = softmaxGradientRow
    }
}
