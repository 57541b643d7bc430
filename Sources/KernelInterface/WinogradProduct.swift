/// `c = a * b` for one strip of tiles and one panel of output channels, laid out as `WinogradKernels` draws them.
public struct WinogradProduct: Sendable {
    public nonisolated(unsafe) var strip: ConstantFloats
    public nonisolated(unsafe) var panel: ConstantFloats
    /// Blocks of channels.
    public var blocks: Int
    /// Where the rows of `c` go, two vectors apart.
    public nonisolated(unsafe) var output: MutableFloats
    /// Tiles that exist, at least one. The other rows of `c` may be written or not.
    public var validRows: Int

    public init(
        strip: ConstantFloats, panel: ConstantFloats, blocks: Int, output: MutableFloats, validRows: Int
    ) {
        self.strip = strip
        self.panel = panel
        self.blocks = blocks
        self.output = output
        self.validRows = validRows
    }
}
