/// How the pixels of a convolution are dealt out: some whole pictures, or some rows of one, by the sizes alone.
struct WindowTiling {
    /// At most so many pictures in a tile.
    let images: Int
    /// At most so many rows of a picture in a tile.
    let rows: Int
    private let batch: Int
    private let height: Int
    private let rowTiles: Int

    /// Pixels per tile where there is plenty: their windows and outputs stay in the second-level cache.
    private static let pixels = 128
    /// Multiply-accumulates below which a second thread is not worth starting.
    private static let worthwhile = 1 << 19

    init(_ window: Window, batch: Int, columns: Int) {
        self.batch = batch
        height = window.outputHeight
        let width = max(window.outputWidth, 1)
        let total = batch * height * width
        let perPixel = window.kernelHeight * window.kernelWidth * window.channels * columns
        let enough = (Self.worthwhile + perPixel - 1) / max(perPixel, 1)
        // Eight tiles at least where the work allows it, for balance.
        let wanted = max(min(Self.pixels, total / 8), min(enough, 4 * Self.pixels), 1)
        if wanted >= height * width {
            rows = max(height, 1)
            images = max(wanted / max(height * width, 1), 1)
        } else {
            rows = max(wanted / width, 1)
            images = 1
        }
        rowTiles = (height + rows - 1) / rows
    }

    var count: Int { images > 1 ? (batch + images - 1) / images : batch * rowTiles }

    func tile(_ index: Int) -> (images: Range<Int>, rows: Range<Int>) {
        if images > 1 {
            return (index * images..<min((index + 1) * images, batch), 0..<height)
        }
        let (image, part) = (index / rowTiles, index % rowTiles)
        return (image..<image + 1, part * rows..<min((part + 1) * rows, height))
    }
}
