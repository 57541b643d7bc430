/// Copies lines that lie anywhere to a panel or strip, `width` numbers a line. Columns that do not exist are filled
/// with zeros.
public struct LinePacking: Sendable {
    /// Where each line starts.
    public nonisolated(unsafe) var lines: UnsafePointer<ConstantFloats>
    public var count: Int
    /// Added to each of `lines`.
    public var offset: Int
    /// Columns that exist, at least one.
    public var validColumns: Int
    /// Columns of the panel.
    public var width: Int
    public nonisolated(unsafe) var panel: MutableFloats

    public init(
        lines: UnsafePointer<ConstantFloats>, count: Int, offset: Int, validColumns: Int, width: Int,
        panel: MutableFloats
    ) {
        self.lines = lines
        self.count = count
        self.offset = offset
        self.validColumns = validColumns
        self.width = width
        self.panel = panel
    }
}
