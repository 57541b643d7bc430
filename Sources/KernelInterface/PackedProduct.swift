/// One tile of `c += a * b`, both sides packed so that the sum reads them from one end to the other:
///
///     strip [depth, stripRows]          panel [depth, panel width]
///     | a00 a10 a20 ... |               | b00 b01 b02 ... |
///     | a01 a11 a21 ... |               | b10 b11 b12 ... |
///     | ...             |               | ...             |
///
/// Each step of the depth adds the outer product of a line of the strip and a line of the panel to accumulators that
/// stay in registers. The order of each sum is that of the depth, whatever the tile.
public struct PackedProduct: Sendable {
    /// The left side, `KernelTable.stripRows` rows side by side; rows that do not exist hold zeros.
    public nonisolated(unsafe) var strip: ConstantFloats
    /// The right side, as many columns side by side as the tile is wide; columns that do not exist hold zeros.
    public nonisolated(unsafe) var panel: ConstantFloats
    /// Steps of the sum.
    public var depth: Int
    /// Where each row of `c` starts; only `validRows` of them are read.
    public nonisolated(unsafe) var outputs: UnsafePointer<MutableFloats>
    /// Added to each of `outputs`.
    public var outputOffset: Int
    /// Rows to write, at least one.
    public var validRows: Int
    /// Columns to write, at least one.
    public var validColumns: Int
    /// Whether to add to what is there.
    public var accumulate: Bool
    /// One number for each column to add, or nil; as many are read as the tile is wide only where all are valid.
    public nonisolated(unsafe) var bias: ConstantFloats?

    /// What is read after this tile, to be brought into the second-level cache meanwhile.
    public var ahead: Ahead?

    public init(
        strip: ConstantFloats, panel: ConstantFloats, depth: Int, outputs: UnsafePointer<MutableFloats>,
        outputOffset: Int, validRows: Int, validColumns: Int, accumulate: Bool, bias: ConstantFloats?,
        ahead: Ahead? = nil
    ) {
        self.strip = strip
        self.panel = panel
        self.depth = depth
        self.outputs = outputs
        self.outputOffset = outputOffset
        self.validRows = validRows
        self.validColumns = validColumns
        self.accumulate = accumulate
        self.bias = bias
        self.ahead = ahead
    }
}
