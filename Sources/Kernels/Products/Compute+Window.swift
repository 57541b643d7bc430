import KernelInterface

extension Compute {
    /// Multiplies each window with `right` `[kernelHeight * kernelWidth * channels, outputChannels]` and writes to the
    /// pixels of `grid`. A window is `kernelHeight` contiguous segments, so nothing is copied but pictures with zeros
    /// around.
    func multiplyWindows(
        _ window: Window, batch: Int, right: RightSide, bias: ConstantFloats?, into grid: OutputGrid
    ) {
        let copies = window.crossesEdges
        let columns = copies ? window.inputColumns : window.width
        let product = RowsMultiplication(
            self, columns: grid.channels, segments: window.kernelHeight,
            length: window.kernelWidth * window.channels, segmentStride: columns * window.channels,
            right: right)
        let tiling = WindowTiling(
            window, batch: batch, columns: product.paddedColumns, panels: product.panels.count)
        let room = copies ? tiling.images * window.inputRows(tiling.rows) * columns * window.channels : 0
        let scratch = Scratch(room * min(threads, tiling.count))
        let start = scratch.floats
        let step = window.stride * window.channels

        forEachTile(tiling.count) { (tile: Int, worker: Int) in
            let (images, rows, panels) = tiling.tile(tile)
            var places = RowPlaces(capacity: images.count * rows.count * window.outputWidth)
            var copy = start + worker * room
            for image in images {
                if copies { window.copy(image: image, rows: rows, to: copy) }
                for row in rows {
                    var input =
                        copies
                        ? ConstantFloats(copy) + (row - rows.lowerBound) * step * columns
                        : window.place(image: image, row: row)
                    var output = grid.place(image: image, row: row)
                    for _ in 0..<window.outputWidth {
                        places.append(row: input, output: output)
                        input += step
                        output += grid.stride * grid.channels
                    }
                }
                if copies { copy += window.inputRows(rows.count) * columns * window.channels }
            }
            places.close()
            product.multiply(places, panels: panels, accumulate: false, bias: bias)
        }
    }
}
