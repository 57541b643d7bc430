import KernelInterface

/// The left side of a convolution: a row for each pixel of the output, its window. Windows at an edge are taken from a
/// copy of that part of the picture with zeros around, the others from where they are.
struct WindowRows: ProductRows {
    private let window: Window
    private let grid: OutputGrid
    private let tiles: PictureTiles
    private let table: KernelTable

    init(_ window: Window, batch: Int, grid: OutputGrid, _ table: KernelTable) {
        self.window = window
        self.grid = grid
        self.table = table
        let count = batch * window.outputHeight * window.outputWidth
        tiles = PictureTiles(
            batch: batch, height: window.outputHeight, width: window.outputWidth,
            pixels: min(max(count / Blocking.tasks, Blocking.fewRows), Blocking.pixels))
    }

    var count: Int { tiles.batch * tiles.height * tiles.width }

    var groupCount: Int { tiles.count }

    var groupRows: Int { tiles.images * tiles.rows * tiles.columns }

    var copyRoom: Int { tiles.images * copyOfImage }

    private var copyOfImage: Int {
        window.inputRows(tiles.rows) * window.inputColumns(tiles.columns) * window.channels
    }

    func place(group: Int, copy: MutableFloats, in places: RowPlaces) {
        let tile = tiles[group]
        window.place(tile, copy: copy, table, in: places) { image, row in
            (grid.place(image: image, row: row, column: tile.columns.lowerBound), grid.stride * grid.channels)
        }
    }

    func inPlace(_ places: RowPlaces, _ block: DepthBlock) -> StripPacking? {
        guard window.stride * window.channels <= Blocking.unpackedStride else { return nil }
        return packing(places, block, into: places.outputs[0])
    }

    private func packing(_ places: RowPlaces, _ block: DepthBlock, into strips: MutableFloats) -> StripPacking
    {
        let channels = window.channels
        // All channels of a row of taps are one run of numbers.
        let isWhole = block.channels.count == channels
        return StripPacking(
            rows: UnsafePointer(places.rows), offset: block.channels.lowerBound,
            segmentRows: window.kernelHeight, segmentColumns: isWhole ? 1 : window.kernelWidth,
            rowStride: places.header.pointee.windowStride, columnStride: channels,
            length: isWhole ? window.kernelWidth * channels : block.channels.count, strip: strips)
    }

    func pack(_ places: RowPlaces, _ block: DepthBlock, _ table: KernelTable, into strips: MutableFloats) {
        var packing = packing(places, block, into: strips)
        for row in stride(from: 0, to: places.count, by: table.stripRows) {
            packing.rows = UnsafePointer(places.rows + row)
            packing.strip = strips + row * block.depth
            table.packStrip(&packing)
        }
    }
}

extension Window {
    /// Finds the windows of a tile, in `copy` if they have to be copied. Their outputs begin at `output(image, row)`,
    /// as far apart as it says.
    func place(
        _ tile: PictureTiles.Tile, copy: MutableFloats, _ table: KernelTable, in places: RowPlaces,
        output: (_ image: Int, _ row: Int) -> (start: MutableFloats, step: Int)
    ) {
        let copied = copies(tile.rows, tile.columns)
        let copyColumns = inputColumns(tile.columns.count)
        let step = stride * channels
        places.clear()
        places.header.pointee.windowStride = (copied ? copyColumns : width) * channels
        var copy = copy
        for image in tile.images {
            if copied { self.copy(image: image, rows: tile.rows, columns: tile.columns, table, to: copy) }
            for row in tile.rows {
                var input =
                    copied
                    ? ConstantFloats(copy) + (row - tile.rows.lowerBound) * step * copyColumns
                    : place(image: image, row: row, column: tile.columns.lowerBound)
                var (output, outputStep) = output(image, row)
                for _ in tile.columns {
                    places.append(row: input, output: output)
                    input += step
                    output += outputStep
                }
            }
            if copied { copy += inputRows(tile.rows.count) * copyColumns * channels }
        }
        places.close()
    }
}
