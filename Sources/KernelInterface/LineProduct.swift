/// A `PackedProduct` whose right side is not packed: its lines are read where they lie. Worth it where few rows share
/// what packing would cost; the sums are the same to the last bit.
public struct LineProduct: Sendable {
    /// The other sides; `panel` is not read. All columns are valid.
    public var tile: PackedProduct
    /// Where each line starts, one for each step of the depth and 16 more, which are asked for but not read.
    public nonisolated(unsafe) var lines: UnsafePointer<ConstantFloats>
    /// Added to each of `lines`.
    public var offset: Int

    public init(tile: PackedProduct, lines: UnsafePointer<ConstantFloats>, offset: Int) {
        self.tile = tile
        self.lines = lines
        self.offset = offset
    }
}
