/// How the pixels of a convolution are dealt out: some whole pictures, or some rows of one, by the sizes alone. Where
/// that gives few tiles, the panels of output channels are dealt out as well.
struct WindowTiling {
    /// At most so many pictures in a tile.
    let images: Int
    /// At most so many rows of a picture in a tile.
    let rows: Int
    private let batch: Int
    private let height: Int
    private let rowTiles: Int
    private let panelCount: Int
    private let panelsPerTile: Int

    /// Pixels per tile where there is plenty: their windows and outputs stay in the second-level cache. A multiple of
    /// all tile heights.
    private static let pixels = 96
    /// Pixels per tile where there are few.
    private static let fewPixels = 24
    /// Tiles wanted for balance.
    private static let wantedTiles = 8
    /// Multiply-accumulates below which a second thread is not worth starting.
    private static let worthwhile = 1 << 19

    init(_ window: Window, batch: Int, columns: Int, panels: Int) {
        self.batch = batch
        height = window.outputHeight
        let width = max(window.outputWidth, 1)
        let total = batch * height * width
        let perPixel = window.kernelHeight * window.kernelWidth * window.channels * columns
        let enough = (Self.worthwhile + perPixel - 1) / max(perPixel, 1)
        let balanced = max(total / Self.wantedTiles, Self.fewPixels)
        let wanted = max(min(Self.pixels, balanced), min(enough, 4 * Self.pixels))
        if wanted >= height * width {
            rows = max(height, 1)
            images = max(wanted / max(height * width, 1), 1)
        } else {
            // Three rows of a width that four divides are a multiple of all tile heights.
            let fitting = max(wanted / width, 1)
            rows = fitting >= 3 ? fitting / 3 * 3 : fitting
            images = 1
        }
        rowTiles = (height + rows - 1) / rows
        let tiles = images > 1 ? (batch + images - 1) / images : batch * rowTiles
        panelCount = panels
        let splits = tiles < Self.wantedTiles && total * perPixel > 2 * Self.worthwhile
        panelsPerTile = splits ? 1 : max(panels, 1)
    }

    private var pixelTiles: Int { images > 1 ? (batch + images - 1) / images : batch * rowTiles }

    var count: Int { pixelTiles * ((panelCount + panelsPerTile - 1) / panelsPerTile) }

    func tile(_ index: Int) -> (images: Range<Int>, rows: Range<Int>, panels: Range<Int>) {
        let first = index / pixelTiles * panelsPerTile
        let panels = first..<min(first + panelsPerTile, panelCount)
        let pixels = index % pixelTiles
        if images > 1 {
            return (pixels * images..<min((pixels + 1) * images, batch), 0..<height, panels)
        }
        let (image, part) = (pixels / rowTiles, pixels % rowTiles)
        return (image..<image + 1, part * rows..<min((part + 1) * rows, height), panels)
    }
}
