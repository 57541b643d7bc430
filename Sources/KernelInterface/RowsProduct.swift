/// One tile of `c += a * b` whose rows of `a` lie anywhere, each a few contiguous segments at the same distances: the
/// rows of a matrix (one segment), or the windows of a convolution (one segment for each kernel row).
public struct RowsProduct: Sendable {
    /// Where each row of `a` starts; as many as the tile is high (`KernelTable.tileRows`), of which the last may
    /// repeat.
    public nonisolated(unsafe) var rows: UnsafePointer<ConstantFloats>
    /// Added to each of `rows`.
    public var rowOffset: Int
    public var segments: Int
    /// Between the starts of two segments.
    public var segmentStride: Int
    /// Numbers of a segment.
    public var length: Int
    /// `b`, `segments * length` rows of as many numbers as the tile is wide.
    public nonisolated(unsafe) var panel: ConstantFloats
    /// Between two rows of `panel`.
    public var panelStride: Int
    /// Where each row of `c` starts.
    public nonisolated(unsafe) var outputs: UnsafePointer<MutableFloats>
    /// Added to each of `outputs`.
    public var outputOffset: Int
    /// Rows to write.
    public var validRows: Int
    /// Columns to write.
    public var validColumns: Int
    /// Whether to add to what is there.
    public var accumulate: Bool
    /// One number per column to add, or nil.
    public nonisolated(unsafe) var bias: ConstantFloats?

    public init(
        rows: UnsafePointer<ConstantFloats>, rowOffset: Int, segments: Int, segmentStride: Int, length: Int,
        panel: ConstantFloats, panelStride: Int, outputs: UnsafePointer<MutableFloats>, outputOffset: Int,
        validRows: Int,
        validColumns: Int, accumulate: Bool, bias: ConstantFloats?
    ) {
        self.rows = rows
        self.rowOffset = rowOffset
        self.segments = segments
        self.segmentStride = segmentStride
        self.length = length
        self.panel = panel
        self.panelStride = panelStride
        self.outputs = outputs
        self.outputOffset = outputOffset
        self.validRows = validRows
        self.validColumns = validColumns
        self.accumulate = accumulate
        self.bias = bias
    }
}
