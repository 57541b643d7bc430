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
    public typealias UnaryFunction =
        @convention(c) @Sendable (
            Int32, Int, ConstantFloats, MutableFloats, Bool
        ) -> Void
    public typealias UnaryGradientFunction =
        @convention(c) @Sendable (
            Int32, Int, ConstantFloats, ConstantFloats, MutableFloats
        ) -> Void
    public typealias BinaryFunction =
        @convention(c) @Sendable (
            Int32, Int, ConstantFloats, ConstantFloats, MutableFloats, Bool
        ) -> Void
    public typealias BinaryScalarFunction =
        @convention(c) @Sendable (
            Int32, Int, ConstantFloats, Float, MutableFloats, Bool
        ) -> Void
    public typealias AxpyFunction =
        @convention(c) @Sendable (
            Int, Float, ConstantFloats, MutableFloats
        ) -> Void
    public typealias ScaleFunction =
        @convention(c) @Sendable (
            Int, Float, ConstantFloats, MutableFloats
        ) -> Void
    public typealias SumFunction =
        @convention(c) @Sendable (
            Int, ConstantFloats
        ) -> Float
    public typealias DotFunction =
        @convention(c) @Sendable (
            Int, ConstantFloats, ConstantFloats
        ) -> Float
    public typealias AdamWFunction =
        @convention(c) @Sendable (
            Int, MutableFloats, ConstantFloats, MutableFloats, MutableFloats, ConstantFloats
        ) -> Void
    public typealias ColumnSumsFunction =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, MutableFloats
        ) -> Void
    public typealias ColumnSquaresFunction =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, ConstantFloats, MutableFloats
        ) -> Void
    public typealias AffineRowsFunction =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, ConstantFloats, Bool, MutableFloats, Bool
        ) -> Void
    public typealias AffineGradientSumsFunction =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, ConstantFloats, ConstantFloats, Bool, MutableFloats, MutableFloats
        ) -> Void
    public typealias AffineGradientFunction =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, ConstantFloats, MutableFloats
        ) -> Void
    public typealias LayerNormFunction =
        @convention(c) @Sendable (
            Int, Int, Float, ConstantFloats, ConstantFloats, ConstantFloats, MutableFloats, MutableFloats,
            MutableFloats, Bool
        ) -> Void
    public typealias LayerNormGradientFunction =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, ConstantFloats, ConstantFloats, ConstantFloats, ConstantFloats,
            MutableFloats, MutableFloats
        ) -> Void
    public typealias SoftmaxRowFunction =
        @convention(c) @Sendable (
            Int, Int, Float, ConstantFloats, MutableFloats
        ) -> Float
    public typealias ExponentialsFunction =
        @convention(c) @Sendable (
            Int, Float, ConstantFloats, Float, Float, MutableFloats
        ) -> Void
    public typealias SoftmaxColumnsFunction =
        @convention(c) @Sendable (
            Int, Int, Int, Float, MutableFloats, MutableFloats
        ) -> Void
    public typealias SoftmaxColumnsGradientFunction =
        @convention(c) @Sendable (
            Int, Int, Int, Float, MutableFloats, MutableFloats, ConstantFloats, ConstantFloats
        ) -> Void
    public typealias LogSumExpFunction =
        @convention(c) @Sendable (
            Int, ConstantFloats
        ) -> Float
    public typealias SoftmaxGradientRowFunction =
        @convention(c) @Sendable (
            Int, ConstantFloats, ConstantFloats, Float, Float, MutableFloats
        ) -> Void
    public typealias RowsProductFunction =
        @convention(c) @Sendable (
            Int, UnsafeRawPointer
        ) -> Void
    public typealias OuterProductFunction =
        @convention(c) @Sendable (
            Int, UnsafeRawPointer
        ) -> Void
    public typealias TileRowsFunction =
        @convention(c) @Sendable (
            Int
        ) -> Int

    public typealias CopyFunction =
        @convention(c) @Sendable (
            Int, ConstantFloats, MutableFloats, Bool
        ) -> Void
    public typealias GatedGeluFunction =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, MutableFloats, Bool
        ) -> Void
    public typealias WidenFunction =
        @convention(c) @Sendable (
            Int32, Int, UnsafePointer<UInt16>, MutableFloats
        ) -> Void
    public typealias NarrowFunction =
        @convention(c) @Sendable (
            Int32, Int, ConstantFloats, UnsafeMutablePointer<UInt16>
        ) -> Void

    /// `output = operation(x)`: `UnaryOperation.rawValue`, count, x, output, stream (as with all that have it: store past the
    /// caches, where that is possible).
    public let unary: UnaryFunction
    /// Operation, count, x, output gradient, input gradient.
    public let unaryGradient: UnaryGradientFunction
    /// `output = a operation b`: `BinaryOperation.rawValue`, count, a, b, output, stream.
    public let binary: BinaryFunction
    /// Operation, count, a, b, output, swapped (`b operation a`).
    public let binaryScalar: BinaryScalarFunction
    /// `y += alpha * x`: count, alpha, x, y.
    public let axpy: AxpyFunction
    /// `output = alpha * x`: count, alpha, x, output.
    public let scale: ScaleFunction
    /// Sum of one block.
    public let sum: SumFunction
    /// Dot product of one block.
    public let dot: DotFunction
    /// Count, parameter, gradient, first moment, second moment, and the seven numbers of a step: learning rate,
    /// beta 1, beta 2, epsilon, weight decay, bias corrections 1 and 2.
    public let adamW: AdamWFunction
    /// `sums[j] += sum over rows of x[r, j]`: rows, columns, x, sums.
    public let columnSums: ColumnSumsFunction
    /// `sums[j] += sum over rows of (x[r, j] - mean[j])^2`: rows, columns, x, mean, sums.
    public let columnSquares: ColumnSquaresFunction
    /// `output = silu?(x * factor[j] + term[j])`: rows, columns, x, coefficients `[2, columns]`, SiLU, output,
    /// stream.
    public let affineRows: AffineRowsFunction
    /// `d`, the gradient before SiLU, and adds to sums `[2, columns]` those of `d` and of `d` times the normalised x.
    /// Rows, columns, x, output gradient, coefficients `[4, columns]` (factor and term before SiLU; factor and term of
    /// the normalised x), SiLU, sums, d.
    public let affineGradientSums: AffineGradientSumsFunction
    /// `d * p[j] + x * q[j] + r[j]` in place of `d`: rows, columns, x, coefficients `[3, columns]` (p, q, r), d.
    public let affineGradient: AffineGradientFunction
    /// Rows, columns, epsilon, x, gamma, beta, output, mean, reciprocal deviation, stream.
    public let layerNorm: LayerNormFunction
    /// Rows, columns, x, gamma, mean, reciprocal deviation, output gradient, input gradient, sums `[2, columns]` for
    /// the gradients of gamma and beta (added to).
    public let layerNormGradient: LayerNormGradientFunction
    /// Softmax of `factor * x` over the first `count`, zero from there to `total`: count, total, factor, x, output.
    /// Returns the logarithm of the sum of exponentials, minus infinity for a count of zero.
    public let softmaxRow: SoftmaxRowFunction
    /// `outer * exp(factor * x - shift)`: count, factor, x, shift, outer, output.
    public let exponentials: ExponentialsFunction
    /// Softmax of `factor * x` down each column, in place: rows, columns, stride between rows, factor, x, logarithms of the
    /// sums of exponentials `[columns]`.
    public let softmaxColumns: SoftmaxColumnsFunction
    /// From scores and the gradient of their softmax down each column: the softmax, in place of the scores, and
    /// `p * (g - subtrahend) * factor`, in place of the gradient. Rows, columns, stride between rows, factor, scores, gradient,
    /// logarithms of the sums of exponentials `[columns]`, subtrahends `[columns]`.
    public let softmaxColumnsGradient: SoftmaxColumnsGradientFunction
    /// Logarithm of the sum of exponentials: count, x.
    public let logSumExp: LogSumExpFunction
    /// `p * (g - subtrahend) * factor`: count, p, g, subtrahend, factor, output.
    public let softmaxGradientRow: SoftmaxGradientRowFunction
    /// One tile of a product: how many vectors wide, and a `RowsProduct`.
    public let rowsProduct: RowsProductFunction
    /// One tile of a sum of outer products: how many vectors wide, and an `OuterProduct`.
    public let outerProduct: OuterProductFunction
    /// How many rows a tile of so many vectors has.
    public let tileRows: TileRowsFunction
    /// `output = x`: count, x, output, stream.
    public let copy: CopyFunction
    /// `output = a * gelu(b)` for rows `[a, b]` of x: rows, columns of the output, x, output, stream.
    public let gatedGelu: GatedGeluFunction
    /// Numbers from 16-bit ones: `HalfFormat.rawValue`, count, bits, output.
    public let widen: WidenFunction
    /// Numbers to 16-bit ones: `HalfFormat.rawValue`, count, x, bits.
    public let narrow: NarrowFunction
    /// Numbers of one vector.
    public let vectorWidth: Int
    /// The widest tile, in vectors.
    public let tileVectors: Int

    public init(
        vectorWidth: Int, tileVectors: Int,
        unary: @escaping UnaryFunction,
        unaryGradient: @escaping UnaryGradientFunction,
        binary: @escaping BinaryFunction,
        binaryScalar: @escaping BinaryScalarFunction,
        axpy: @escaping AxpyFunction,
        scale: @escaping ScaleFunction,
        sum: @escaping SumFunction,
        dot: @escaping DotFunction,
        adamW: @escaping AdamWFunction,
        columnSums: @escaping ColumnSumsFunction,
        columnSquares: @escaping ColumnSquaresFunction,
        affineRows: @escaping AffineRowsFunction,
        affineGradientSums: @escaping AffineGradientSumsFunction,
        affineGradient: @escaping AffineGradientFunction,
        layerNorm: @escaping LayerNormFunction,
        layerNormGradient: @escaping LayerNormGradientFunction,
        softmaxRow: @escaping SoftmaxRowFunction,
        exponentials: @escaping ExponentialsFunction,
        softmaxColumns: @escaping SoftmaxColumnsFunction,
        softmaxColumnsGradient: @escaping SoftmaxColumnsGradientFunction,
        logSumExp: @escaping LogSumExpFunction,
        softmaxGradientRow: @escaping SoftmaxGradientRowFunction,
        rowsProduct: @escaping RowsProductFunction,
        outerProduct: @escaping OuterProductFunction,
        tileRows: @escaping TileRowsFunction,
        copy: @escaping CopyFunction, gatedGelu: @escaping GatedGeluFunction,
        widen: @escaping WidenFunction, narrow: @escaping NarrowFunction
    ) {
        self.vectorWidth = vectorWidth
        self.tileVectors = tileVectors
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
        self.softmaxColumns = softmaxColumns
        self.softmaxColumnsGradient = softmaxColumnsGradient
        self.logSumExp = logSumExp
        self.softmaxGradientRow = softmaxGradientRow
        self.rowsProduct = rowsProduct
        self.outerProduct = outerProduct
        self.tileRows = tileRows
        self.copy = copy
        self.gatedGelu = gatedGelu
        self.widen = widen
        self.narrow = narrow
    }
}
