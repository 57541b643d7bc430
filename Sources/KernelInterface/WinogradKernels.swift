/// The inner loops of Winograd's convolution F(4x4, 3x3): a tile of 4x4 outputs comes from 6x6 inputs, and the 36
/// transformed numbers of each meet in 36 products.
///
/// Transformed inputs lie in blocks of `rows` tiles by `width` channels, those of one strip of tiles one behind the
/// other, zeros where channels or tiles end:
///
///     strip [channels / width, rows, width]           panel [channels, 2 * width or width]
///     | tile 0: c0 c1 ... | tile 1: c0 c1 ... | ...   | channel 0: o0 o1 ... |
///     | tile 0: c16 ...   | tile 1: c16 ...   | ...   | channel 1: o0 o1 ... |
///
/// so that the transform stores whole vectors and the product finds its rows at fixed distances.
public struct WinogradKernels: Sendable {
    public typealias Function = @convention(c) @Sendable (UnsafeRawPointer) -> Void
    public typealias ProductFunction = @convention(c) @Sendable (Int, UnsafeRawPointer) -> Void

    /// Numbers of one vector.
    public let width: Int
    /// Tiles of a strip.
    public let rows: Int
    /// Transforms the inputs of one tile, `B^T d B`: a `WinogradInput`.
    public let input: Function
    /// Transforms the products of one tile back, `A^T m A`: a `WinogradOutput`.
    public let output: Function
    /// Transforms weights, `G g G^T`: a `WinogradTaps`.
    public let weight: Function
    /// One strip times one panel of so many vectors, one or two: a `WinogradProduct`.
    public let product: ProductFunction

    public init(
        width: Int, rows: Int, input: @escaping Function, output: @escaping Function,
        weight: @escaping Function, product: @escaping ProductFunction
    ) {
        self.width = width
        self.rows = rows
        self.input = input
        self.output = output
        self.weight = weight
        self.product = product
    }
}
