/// One tile of `c += a^T * b`, a sum of outer products: for each batch, segment and step, as many contiguous numbers
/// of `a` as the tile is high times as many of `b` as it is wide.
public struct OuterProduct: Sendable {
    public nonisolated(unsafe) var a: ConstantFloats
    public nonisolated(unsafe) var b: ConstantFloats
    public var batches: Int
    public var segments: Int
    /// Steps of a segment.
    public var length: Int
    /// From one step, segment and batch of `a` to the next.
    public var aStrides: (step: Int, segment: Int, batch: Int)
    /// From one step, segment and batch of `b` to the next.
    public var bStrides: (step: Int, segment: Int, batch: Int)
    public nonisolated(unsafe) var output: MutableFloats
    /// Between two rows of the output.
    public var outputStride: Int
    /// Rows to write; fewer numbers of `a` are read per step accordingly.
    public var validRows: Int
    /// Columns to write.
    public var validColumns: Int
    /// Whether to add to what is there.
    public var accumulate: Bool

    public init(
        a: ConstantFloats, b: ConstantFloats, batches: Int, segments: Int, length: Int,
        aStrides: (step: Int, segment: Int, batch: Int), bStrides: (step: Int, segment: Int, batch: Int),
        output: MutableFloats, outputStride: Int, validRows: Int, validColumns: Int, accumulate: Bool
    ) {
        self.a = a
        self.b = b
        self.batches = batches
        self.segments = segments
        self.length = length
        self.aStrides = aStrides
        self.bStrides = bStrides
        self.output = output
        self.outputStride = outputStride
        self.validRows = validRows
        self.validColumns = validColumns
        self.accumulate = accumulate
    }
}
