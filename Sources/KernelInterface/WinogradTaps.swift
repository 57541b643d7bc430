/// The nine taps of many pairs of channels and where their 36 transforms go.
public struct WinogradTaps: Sendable {
    /// `[9, count]`.
    public nonisolated(unsafe) var taps: ConstantFloats
    /// Pairs of channels, a multiple of a vector.
    public var count: Int
    public nonisolated(unsafe) var output: MutableFloats
    /// From one position of 36 to the next.
    public var positionStride: Int
    /// Room for 18 vectors.
    public nonisolated(unsafe) var temporary: MutableFloats

    public init(
        taps: ConstantFloats, count: Int, output: MutableFloats, positionStride: Int, temporary: MutableFloats
    ) {
        self.taps = taps
        self.count = count
        self.output = output
        self.positionStride = positionStride
        self.temporary = temporary
    }
}
