/// Copies a part of a matrix, of any format and with any distances between its numbers, to lines of `width` numbers:
/// a panel of the right side, or a strip of a transposed left side. Columns that do not exist are filled with zeros.
public struct PanelPacking: Sendable {
    /// The first number of the first line; aligned to nothing.
    public nonisolated(unsafe) var source: UnsafeRawPointer
    public var elementType: ElementType
    public var lines: Int
    /// From one line to the next, in numbers.
    public var lineStride: Int
    /// From one column to the next, in numbers.
    public var columnStride: Int
    /// Columns that exist, at least one.
    public var validColumns: Int
    /// Columns of the panel.
    public var width: Int
    /// How many lines of a kind, one for each tap of a kernel, take turns in the source; the panel has all lines of one
    /// kind, then all of the next. One where the order stays.
    public var taps: Int
    public nonisolated(unsafe) var panel: MutableFloats

    public init(
        source: UnsafeRawPointer, elementType: ElementType, lines: Int, lineStride: Int, columnStride: Int,
        validColumns: Int, width: Int, taps: Int, panel: MutableFloats
    ) {
        self.source = source
        self.elementType = elementType
        self.lines = lines
        self.lineStride = lineStride
        self.columnStride = columnStride
        self.validColumns = validColumns
        self.width = width
        self.taps = taps
        self.panel = panel
    }
}
