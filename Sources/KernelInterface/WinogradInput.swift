/// The 6x6 inputs of one tile and where their transforms go.
public struct WinogradInput: Sendable {
    /// The first pixel; all 36 can be read.
    public nonisolated(unsafe) var source: ConstantFloats
    /// From one row of pixels to the next.
    public var rowStride: Int
    /// From one pixel to the next.
    public var pixelStride: Int
    public var channels: Int
    /// The tile's place in the first block of its strip.
    public nonisolated(unsafe) var output: MutableFloats
    /// From one position of 36 to the next.
    public var positionStride: Int
    /// From one block of channels to the next.
    public var blockStride: Int
    /// Room for 36 vectors.
    public nonisolated(unsafe) var temporary: MutableFloats

    public init(
        source: ConstantFloats, rowStride: Int, pixelStride: Int, channels: Int, output: MutableFloats,
        positionStride: Int, blockStride: Int, temporary: MutableFloats
    ) {
        self.source = source
        self.rowStride = rowStride
        self.pixelStride = pixelStride
        self.channels = channels
        self.output = output
        self.positionStride = positionStride
        self.blockStride = blockStride
        self.temporary = temporary
    }
}
