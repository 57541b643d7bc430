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
    public typealias TransposedFunction =
        @convention(c) @Sendable (
            Int, Int, Float, ConstantFloats, Int, MutableFloats, Int, Bool
        ) -> Void
    public typealias SoftmaxPanelFunction =
        @convention(c) @Sendable (
            Int, Int, MutableFloats, MutableFloats
        ) -> Void
    public typealias SoftmaxPanelEndFunction =
        @convention(c) @Sendable (
            Int, MutableFloats
        ) -> Void
    public typealias SoftmaxPanelGradientFunction =
        @convention(c) @Sendable (
            Int, Int, Float, MutableFloats, MutableFloats, ConstantFloats
        ) -> Void
    public typealias ScalePanelFunction =
        @convention(c) @Sendable (
            Int, Int, ConstantFloats, MutableFloats
        ) -> Void
    public typealias LogSumExpFunction =
        @convention(c) @Sendable (
            Int, ConstantFloats
        ) -> Float
    public typealias SoftmaxGradientRowFunction =
        @convention(c) @Sendable (
            Int, ConstantFloats, ConstantFloats, Float, Float, MutableFloats
        ) -> Void
    public typealias PackedProductFunction =
        @convention(c) @Sendable (
            Int, UnsafeRawPointer
        ) -> Void
    public typealias PairLinesFunction =
        @convention(c) @Sendable (
            Int, Int, MutableFloats
        ) -> Void
    public typealias PackingFunction =
        @convention(c) @Sendable (
            UnsafeRawPointer
        ) -> Void

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
    /// `output[j, i] = factor * x[i, j]`: rows and columns of x, factor, x, its stride, output, its stride, and whether lines of
    /// output may be written as whole vectors, line after line, where they are shorter.
    public let transposed: TransposedFunction
    /// One block of keys of a softmax down the columns of a panel, base two: the powers of two of scores less the largest
    /// seen so far, in place of the scores. Vectors (one or two), rows, scores, state `[3, columns]`: the largest so far
    /// and the sum, which are updated, and what earlier powers are to be multiplied with, which is written.
    public let softmaxPanel: SoftmaxPanelFunction
    /// When all blocks were seen: vectors, state as above, where the natural logarithm of the sum of exponentials takes the
    /// place of the largest, and the reciprocal of the sum that of the factor.
    public let softmaxPanelEnd: SoftmaxPanelEndFunction
    /// From scores and the gradient of their softmax down each column, base two: the softmax, in place of the scores, and
    /// `p * factor * (g - subtrahend)`, in place of the gradient. Vectors, rows, factor, scores, gradient, state
    /// `[2, columns]`: logarithms of the sums, base two, and subtrahends.
    public let softmaxPanelGradient: SoftmaxPanelGradientFunction
    /// `x[i, j] *= factor[j]` for a panel: vectors, rows, factors, x.
    public let scalePanel: ScalePanelFunction
    /// Logarithm of the sum of exponentials: count, x.
    public let logSumExp: LogSumExpFunction
    /// `p * (g - subtrahend) * factor`: count, p, g, subtrahend, factor, output.
    public let softmaxGradientRow: SoftmaxGradientRowFunction
    /// Packs rows to a strip: a `StripPacking`.
    public let packStrip: PackingFunction
    /// Packs a part of a matrix to a panel: a `PanelPacking`.
    public let packPanel: PackingFunction
    /// Packs lines that lie anywhere to a panel: a `LinePacking`.
    public let packLines: PackingFunction
    /// One tile of a product with both sides packed: how many vectors wide (one or two), and a `PackedProduct`.
    public let packedProduct: PackedProductFunction
    /// `packedProduct` with the left side where it lies: vectors, and a `WindowProduct`.
    public let windowProduct: PackedProductFunction
    /// `packedProduct` with the right side where it lies: vectors, and a `LineProduct`.
    public let lineProduct: PackedProductFunction
    /// `packedProduct` for sides of pairs of `bfloat16` numbers, half as many lines, where the instruction set has it.
    public let pairProduct: PackedProductFunction?
    /// Rounds the lines of a strip or panel and makes pairs of them in place, zeros after the last of an odd number:
    /// lines, columns (a multiple of four), numbers.
    public let pairLines: PairLinesFunction?
    /// Rows that a packed left side holds side by side, a multiple of three.
    public let stripRows: Int
    /// Winograd's convolution.
    public let winograd: WinogradKernels
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

    public init(
        vectorWidth: Int,
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
        transposed: @escaping TransposedFunction,
        softmaxPanel: @escaping SoftmaxPanelFunction,
        softmaxPanelEnd: @escaping SoftmaxPanelEndFunction,
        softmaxPanelGradient: @escaping SoftmaxPanelGradientFunction,
        scalePanel: @escaping ScalePanelFunction,
        logSumExp: @escaping LogSumExpFunction,
        softmaxGradientRow: @escaping SoftmaxGradientRowFunction,
        packStrip: @escaping PackingFunction,
        packPanel: @escaping PackingFunction,
        packLines: @escaping PackingFunction,
        packedProduct: @escaping PackedProductFunction,
        windowProduct: @escaping PackedProductFunction,
        lineProduct: @escaping PackedProductFunction,
        pairProduct: PackedProductFunction? = nil,
        pairLines: PairLinesFunction? = nil,
        stripRows: Int,
        winograd: WinogradKernels,
        copy: @escaping CopyFunction, gatedGelu: @escaping GatedGeluFunction,
        widen: @escaping WidenFunction, narrow: @escaping NarrowFunction
    ) {
        self.vectorWidth = vectorWidth
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
        self.transposed = transposed
        self.softmaxPanel = softmaxPanel
        self.softmaxPanelEnd = softmaxPanelEnd
        self.softmaxPanelGradient = softmaxPanelGradient
        self.scalePanel = scalePanel
        self.logSumExp = logSumExp
        self.softmaxGradientRow = softmaxGradientRow
        self.packStrip = packStrip
        self.packPanel = packPanel
        self.packLines = packLines
        self.packedProduct = packedProduct
        self.windowProduct = windowProduct
        self.lineProduct = lineProduct
        self.pairProduct = pairProduct
        self.pairLines = pairLines
        self.stripRows = stripRows
        self.winograd = winograd
        self.copy = copy
        self.gatedGelu = gatedGelu
        self.widen = widen
        self.narrow = narrow
    }
}
