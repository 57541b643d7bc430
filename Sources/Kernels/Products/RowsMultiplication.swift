import KernelInterface

/// A product whose left side is given by the places of its rows: what matrix products and convolutions share.
///
/// The right side is packed once into panels; tiles of rows are then multiplied with it. The order of each sum is that
/// of the depth, whatever the tiles.
final class RowsMultiplication {
    let table: KernelTable
    let panels: [Panel]
    let blocks: [DepthBlock]
    private let segmentStride: Int
    /// Packed panels, all of the first depth block, then all of the next.
    private let packed: Scratch
    let paddedColumns: Int

    /// Packs `right`, `[segments * length, columns]`.
    init(
        _ compute: Compute, columns: Int, segments: Int, length: Int, segmentStride: Int, right: RightSide
    ) {
        table = compute.kernels.table
        panels = Panel.cut(columns: columns, table)
        blocks = DepthBlock.cut(segments: segments, length: length, segmentStride: segmentStride)
        self.segmentStride = segmentStride
        let vectorWidth = table.vectorWidth
        self.paddedColumns = (columns + vectorWidth - 1) / vectorWidth * vectorWidth
        packed = Scratch(segments * length * self.paddedColumns)
        let (panels, blocks, padded, destination) = (panels, blocks, self.paddedColumns, packed.floats)
        let work = panels.count * blocks.count
        func pack(_ index: Int) {
            let (block, panel) = (blocks[index / panels.count], panels[index % panels.count])
            right.pack(
                block.start..<block.start + block.depth, panel, width: panel.vectors * vectorWidth,
                destination + block.start * padded + panel.column * block.depth)
        }
        if segments * length * columns < 32_768 {
            for index in 0..<work { pack(index) }
        } else {
            compute.forEachTile(work, pack)
        }
    }

    /// Multiplies the rows of `places`, which is closed, with the panels `range`.
    func multiply(
        _ places: borrowing RowPlaces, panels range: Range<Int>, accumulate: Bool, bias: ConstantFloats?
    ) {
        let (rows, outputs, count) = (places.rows, places.outputs, places.count)
        for (index, block) in blocks.enumerated() {
            for panel in panels[range] {
                var tile = RowsProduct(
                    rows: UnsafePointer(rows), rowOffset: block.rowOffset, segments: block.segments,
                    segmentStride: segmentStride,
                    length: block.length,
                    panel: packed.floats + block.start * paddedColumns + panel.column * block.depth,
                    panelStride: panel.width(table), outputs: UnsafePointer(outputs),
                    outputOffset: panel.column, validRows: 0,
                    validColumns: panel.validColumns, accumulate: accumulate || index > 0,
                    bias: index > 0 ? nil : bias.map { $0 + panel.column })
                for row in stride(from: 0, to: count, by: panel.tileRows) {
                    tile.rows = UnsafePointer(rows + row)
                    tile.outputs = UnsafePointer(outputs + row)
                    tile.validRows = min(panel.tileRows, count - row)
                    table.rowsProduct(panel.vectors, &tile)
                }
            }
        }
    }
}
