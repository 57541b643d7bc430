import KernelInterface

extension Compute {
    /// The gradient of `convolution` without prologue with respect to its weight `[outputChannels, kernelHeight,
    /// kernelWidth, inputChannels]`, written over what is there.
    ///
    /// It is the output's gradient, transposed, times the windows: the depth is the pixels, one tile of them after the
    /// other.
    public func convolutionWeightGradient(
        _ s: ConvolutionShape, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
        weightGradient: UnsafeMutablePointer<Float>
    ) {
        let size = s.kernelHeight * s.kernelWidth * s.inputChannels
        guard s.batch > 0, s.outputHeight > 0, s.outputWidth > 0 else {
            weightGradient.update(repeating: 0, count: s.outputChannels * size)
            return
        }
        guard s.outputChannels > 0, size > 0 else { return }
        let table = kernels.table
        let window = s.window(input)
        let panels = Panels(columns: s.kernelWidth * s.inputChannels, vectorWidth: table.vectorWidth)
        let tiles = PictureTiles(
            batch: s.batch, height: s.outputHeight, width: s.outputWidth, pixels: Blocking.pixels)
        let pixels = tiles.images * tiles.rows * tiles.columns
        let partition = OuterPartition(
            rows: s.outputChannels, columns: size, chunks: tiles.count, work: s.multiplyAccumulates)
        let strips = Blocking.lines((partition.rowsOfGroup + table.stripRows) * pixels)
        let panelRoom = Blocking.lines(panels.widest * pixels)
        let copyRoom =
            tiles.images * window.inputRows(tiles.rows) * window.inputColumns(tiles.columns) * s.inputChannels
        let (outputRoom, pixelRoom) = (RowPlaces.room(partition.rowsOfGroup), RowPlaces.room(pixels))
        let room = strips + panelRoom + outputRoom + pixelRoom + Blocking.lines(copyRoom)
        let shared = Blocking.lines(partition.partialCount)
        let scratch = Scratch(shared + room * min(threads, partition.count))
        let partials = scratch.floats
        let gradient = MutableFloats(mutating: outputGradient)

        forEachTile(partition.count) { (index: Int, worker: Int) in
            let task = partition.task(index)
            let own = partials + (shared + worker * room)
            let packedPanel = own + strips
            let outputs = RowPlaces(capacity: partition.rowsOfGroup, in: packedPanel + panelRoom)
            let places = RowPlaces(capacity: pixels, in: packedPanel + panelRoom + outputRoom)
            partition.place(task, output: weightGradient, stride: size, partials: partials, in: outputs)
            for chunk in task.chunks {
                let tile = tiles[chunk]
                window.place(
                    tile, copy: packedPanel + panelRoom + outputRoom + pixelRoom, table, in: places
                ) { image, row in
                    let pixel = (image * s.outputHeight + row) * s.outputWidth + tile.columns.lowerBound
                    return (gradient + pixel * s.outputChannels, s.outputChannels)
                }
                var packing = LinePacking(
                    lines: UnsafeRawPointer(places.outputs).assumingMemoryBound(to: ConstantFloats.self),
                    count: places.count, offset: 0, validColumns: 0, width: table.stripRows, panel: own)
                for row in stride(from: 0, to: task.rows.count, by: table.stripRows) {
                    packing.offset = task.rows.lowerBound + row
                    packing.validColumns = min(table.stripRows, task.rows.count - row)
                    packing.panel = own + row * places.count
                    table.packLines(&packing)
                }
                packing.lines = UnsafePointer(places.rows)
                packing.panel = packedPanel
                for kernelRow in 0..<s.kernelHeight {
                    for index in 0..<panels.count {
                        let panel = panels[index]
                        packing.offset = kernelRow * places.header.pointee.windowStride + panel.column
                        packing.validColumns = panel.validColumns
                        packing.width = panel.width
                        let inPlace =
                            panel.validColumns == panel.width && task.rows.count <= Blocking.unpackedRows
                        if !inPlace { table.packLines(&packing) }
                        var product = PackedProduct(
                            strip: own, panel: packedPanel, depth: places.count,
                            outputs: UnsafePointer(outputs.outputs),
                            outputOffset: kernelRow * panels.columns + panel.column, validRows: 0,
                            validColumns: panel.validColumns, accumulate: chunk > task.chunks.lowerBound,
                            bias: nil)
                        if inPlace {
                            var lines = LineProduct(
                                tile: product, lines: packing.lines, offset: packing.offset)
                            for row in stride(from: 0, to: task.rows.count, by: table.stripRows) {
                                lines.tile.validRows = min(table.stripRows, task.rows.count - row)
                                table.lineProduct(panel.vectors, &lines)
                                lines.tile.strip += table.stripRows * places.count
                                lines.tile.outputs += table.stripRows
                            }
                        } else {
                            table.sweep(&product, rows: task.rows.count, vectors: panel.vectors)
                        }
                    }
                }
            }
        }
        addPartials(partition, partials, to: weightGradient, stride: size)
    }
}
