/// The 4x4 tiles of the outputs of a batch and how they are cut into tasks.
///
/// Pictures are cut into bands of four rows of tiles, and the tiles of a band are counted down its columns, so that a
/// task's tiles, which follow each other, lie in few rectangles that share most of their inputs:
///
///     | 0 4  8 12 ... |
///     | 1 5  9 13     |   band 0
///     | 2 6 10 14     |
///     | 3 7 11 15     |
///     | ...           |   band 1
struct WinogradTiling {
    let batch: Int
    let tilesDown: Int
    let tilesAcross: Int
    let tilesPerTask: Int

    private static let bandHeight = 4
    /// Transformed inputs and products of a task take about so many numbers, most of a second-level cache.
    private static let taskNumbers = 460_000
    /// Each task reads all transformed weights once; so many tiles at least make up for that, and more than the most
    /// gain nothing.
    private static let tileRange = 48...192

    init(_ s: Compute.ConvolutionShape, strip: Int) {
        batch = s.batch
        tilesDown = (s.outputHeight + 3) / 4
        tilesAcross = (s.outputWidth + 3) / 4
        let total = batch * tilesDown * tilesAcross
        let fitting = Self.taskNumbers / (36 * (s.inputChannels + s.outputChannels))
        let most = min(max(fitting, Self.tileRange.lowerBound), Self.tileRange.upperBound)
        // Equal shares, in whole strips.
        let tasks = (total + most - 1) / most
        let share = (total + tasks - 1) / tasks
        tilesPerTask = (share + strip - 1) / strip * strip
    }

    var count: Int { batch * tilesDown * tilesAcross }
    var tasks: Int { (count + tilesPerTask - 1) / tilesPerTask }

    func tiles(ofTask task: Int) -> Range<Int> {
        task * tilesPerTask..<min((task + 1) * tilesPerTask, count)
    }

    /// Tiles of one band that follow each other, and the columns that they touch.
    struct Segment {
        let image: Int
        /// Numbers of the tiles.
        let tiles: Range<Int>
        /// The first row of the band and how many it has, in tiles.
        let row: Int
        let rows: Int
        let columns: Range<Int>
        /// The number of the band's first tile.
        fileprivate let start: Int

        /// Row and column of a tile.
        func place(_ tile: Int) -> (row: Int, column: Int) {
            (row + (tile - start) % rows, (tile - start) / rows)
        }
    }

    /// The first tiles of `tiles`, as far as their band goes.
    func segment(_ tiles: Range<Int>) -> Segment {
        let each = tilesDown * tilesAcross
        let (image, inside) = (tiles.lowerBound / each, tiles.lowerBound % each)
        let band = inside / (Self.bandHeight * tilesAcross)
        let row = band * Self.bandHeight
        let rows = min(Self.bandHeight, tilesDown - row)
        let start = image * each + row * tilesAcross
        let end = min(tiles.upperBound, start + rows * tilesAcross)
        return Segment(
            image: image, tiles: tiles.lowerBound..<end, row: row, rows: rows,
            columns: (tiles.lowerBound - start) / rows..<(end - 1 - start) / rows + 1, start: start)
    }

    /// The most pixels that the inputs of a segment have.
    var segmentPixels: Int {
        (1...Self.bandHeight).map { rows in
            (4 * rows + 2) * (4 * min(tilesAcross, tilesPerTask / rows + 2) + 2)
        }.max() ?? 0
    }
}
