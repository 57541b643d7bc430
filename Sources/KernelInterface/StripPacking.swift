/// Copies `KernelTable.stripRows` rows of a left side, which lie anywhere, to one strip:
///
///     rows[0]  | a0 a1 a2 ...           strip  | a0 b0 c0 ... |  one line for
///     rows[1]  | b0 b1 b2 ...     ->           | a1 b1 c1 ... |  each step of
///     rows[2]  | c0 c1 c2 ...                  | ...          |  the depth
///
/// A row is some segments of contiguous numbers, on a grid: for a matrix one, for the window of a convolution one for
/// each tap of the kernel.
public struct StripPacking: Sendable {
    /// Where each row starts, `KernelTable.stripRows` places; rows that do not exist repeat one that does. The same
    /// number of places follow, of rows that are packed next and so are asked for ahead.
    public nonisolated(unsafe) var rows: UnsafePointer<ConstantFloats>
    /// Added to each of `rows`.
    public var offset: Int
    public var segmentRows: Int
    public var segmentColumns: Int
    /// Between the starts of two segments below one another.
    public var rowStride: Int
    /// Between the starts of two segments side by side.
    public var columnStride: Int
    /// Numbers of a segment.
    public var length: Int
    /// Room for `segmentRows * segmentColumns * length` lines.
    public nonisolated(unsafe) var strip: MutableFloats

    public init(
        rows: UnsafePointer<ConstantFloats>, offset: Int, segmentRows: Int, segmentColumns: Int,
        rowStride: Int,
        columnStride: Int, length: Int, strip: MutableFloats
    ) {
        self.rows = rows
        self.offset = offset
        self.segmentRows = segmentRows
        self.segmentColumns = segmentColumns
        self.rowStride = rowStride
        self.columnStride = columnStride
        self.length = length
        self.strip = strip
    }
}
