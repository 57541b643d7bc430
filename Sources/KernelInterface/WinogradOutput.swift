/// The 36 products of one tile and the up to 4x4 pixels that they become.
public struct WinogradOutput: Sendable {
    /// The tile's products of the first panel; each panel is two vectors wide.
    public nonisolated(unsafe) var products: ConstantFloats
    /// From one position of 36 to the next.
    public var positionStride: Int
    /// From one panel to the next.
    public var panelStride: Int
    /// Channels to write, of those that a pixel has.
    public var channels: Int
    /// From one pixel to the next.
    public var pixelStride: Int
    /// The first pixel.
    public nonisolated(unsafe) var output: MutableFloats
    /// From one row of pixels to the next.
    public var rowStride: Int
    /// Rows to write, at least one.
    public var validRows: Int
    /// Pixels to write of each row, at least one.
    public var validColumns: Int
    /// One number for each channel to add, or nil.
    public nonisolated(unsafe) var bias: ConstantFloats?
    /// Whether to add to what is there.
    public var accumulate: Bool
    /// Room for 24 vectors.
    public nonisolated(unsafe) var temporary: MutableFloats

    public init(
        products: ConstantFloats, positionStride: Int, panelStride: Int, channels: Int, pixelStride: Int,
        output: MutableFloats, rowStride: Int, validRows: Int, validColumns: Int, bias: ConstantFloats?,
        accumulate: Bool,
        temporary: MutableFloats
    ) {
        self.products = products
        self.positionStride = positionStride
        self.panelStride = panelStride
        self.channels = channels
        self.pixelStride = pixelStride
        self.output = output
        self.rowStride = rowStride
        self.validRows = validRows
        self.validColumns = validColumns
        self.bias = bias
        self.accumulate = accumulate
        self.temporary = temporary
    }
}
