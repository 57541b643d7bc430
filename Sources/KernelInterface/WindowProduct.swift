/// A `PackedProduct` whose left side is not packed: its rows are read where they lie, the depth in segments as those of
/// a `StripPacking`. Worth it where few columns share what packing would cost; the sums are the same to the last bit.
public struct WindowProduct: Sendable {
    /// The other sides; `strip` and `depth` are not read.
    public var tile: PackedProduct
    /// Where each row starts, `KernelTable.stripRows` places; rows that do not exist repeat one that does.
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

    /// Rows as `packing` would pack them.
    public init(tile: PackedProduct, _ packing: StripPacking) {
        self.tile = tile
        rows = packing.rows
        offset = packing.offset
        segmentRows = packing.segmentRows
        segmentColumns = packing.segmentColumns
        rowStride = packing.rowStride
        columnStride = packing.columnStride
        length = packing.length
    }
}
