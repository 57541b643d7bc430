import KernelInterface

extension Compute {
    /// `output = (accumulate ? output : 0) + rows * right + bias` for a transposed left side, such as the gradient of
    /// a weight: few numbers, each a long sum. Where the output is small, the depth is cut into a number of parts,
    /// fixed by the sizes, that are added in order. Each task packs what it needs of both sides.
    func multiplySplitting(
        _ rows: MatrixRows, _ right: RightSide, columns: Int, depth: Int, output: MutableFloats,
        outputStride: Int, accumulate: Bool, bias: ConstantFloats?
    ) {
        let table = kernels.table
        let panels = Panels(columns: columns, vectorWidth: table.vectorWidth)
        let blocks = DepthBlocks(taps: 1, channels: depth)
        let partition = OuterPartition(
            rows: rows.count, columns: columns, chunks: blocks.count, work: rows.count * columns * depth)
        let strips = Blocking.lines((partition.rowsOfGroup + table.stripRows) * blocks.longest)
        let panelRoom = Blocking.lines(panels.widest * blocks.longest)
        let room = strips + panelRoom + RowPlaces.room(partition.rowsOfGroup)
        let shared = Blocking.lines(partition.partialCount)
        let scratch = Scratch(shared + room * min(threads, partition.count))
        let partials = scratch.floats

        forEachTile(partition.count) { (index: Int, worker: Int) in
            let task = partition.task(index)
            let own = partials + (shared + worker * room)
            let packedPanel = own + strips
            let places = RowPlaces(capacity: partition.rowsOfGroup, in: packedPanel + panelRoom)
            partition.place(task, output: output, stride: outputStride, partials: partials, in: places)
            for index in task.chunks {
                let block = blocks[index]
                let isFirst = index == task.chunks.lowerBound
                rows.packColumns(task.rows, block.channels, table, into: own)
                for panel in 0..<panels.count {
                    let panel = panels[panel]
                    right.pack(block, panel, table, into: packedPanel)
                    var tile = PackedProduct(
                        strip: own, panel: packedPanel, depth: block.depth,
                        outputs: UnsafePointer(places.outputs),
                        outputOffset: panel.column, validRows: 0, validColumns: panel.validColumns,
                        accumulate: !isFirst || (accumulate && task.part == 0),
                        bias: isFirst && task.part == 0 ? bias.map { $0 + panel.column } : nil)
                    table.sweep(&tile, rows: task.rows.count, vectors: panel.vectors)
                }
            }
        }
        addPartials(partition, partials, to: output, stride: outputStride)
    }

    /// Adds the parts of a product to the first, in order.
    func addPartials(
        _ partition: OuterPartition, _ partials: ConstantFloats, to output: MutableFloats, stride: Int
    ) {
        guard partition.parts > 1 else { return }
        let columns = partition.columns
        forEachRange(partition.rows, grain: max(16_384 / max(columns, 1), 1)) { rows in
            for part in 0..<partition.parts - 1 {
                for row in rows {
                    kernels.table.axpy(
                        columns, 1, partials + (part * partition.rows + row) * columns, output + row * stride)
                }
            }
        }
    }
}
