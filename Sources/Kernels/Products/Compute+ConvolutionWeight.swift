import KernelInterface

extension Compute {
    /// The gradient of `convolution` with respect to its weight, written over what is there.
    ///
    /// For each kernel row it is a sum over pixels of outer products: the output's gradient there times the row of
    /// the window, both contiguous.
    public func convolutionWeightGradient(
        _ s: ConvolutionShape, input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
        weightGradient: UnsafeMutablePointer<Float>
    ) {
        let columns = s.kernelWidth * s.inputChannels
        let size = s.kernelHeight * columns
        guard s.batch > 0, s.outputHeight > 0, s.outputWidth > 0 else {
            weightGradient.update(repeating: 0, count: s.outputChannels * size)
            return
        }
        let table = kernels.table
        let window = s.window(input)
        let panels = Panel.cut(columns: columns, table)
        // Whole vectors are read, so a row of windows that is no multiple of one needs room behind.
        let copies = window.crossesEdges || columns % table.vectorWidth != 0
        let inputColumns = copies ? window.inputColumns : s.width
        let chunks = WindowChunks(window, batch: s.batch)
        let partition = OuterPartition(
            rows: s.outputChannels, columns: size, chunks: chunks.count, work: s.multiplyAccumulates)
        let room =
            copies
            ? chunks.images * window.inputRows(chunks.rows) * inputColumns * s.inputChannels
                + table.tileVectors * table.vectorWidth
            : 0
        let scratch = Scratch(zeros: room * min(threads, partition.count))
        let partial = Scratch(partition.partialCount)
        let (copiesStart, partials) = (scratch.floats, partial.floats)

        forEachTile(partition.count) { (index: Int, worker: Int) in
            let task = partition.task(index)
            let target =
                task.part == 0 ? weightGradient : partials + (task.part - 1) * s.outputChannels * size
            for chunk in task.chunks {
                let (images, rows) = chunks.chunk(chunk)
                let copied = window.inputRows(rows.count) * inputColumns * s.inputChannels
                let copy = copiesStart + worker * room
                if copies {
                    for image in images {
                        window.copy(image: image, rows: rows, to: copy + (image - images.lowerBound) * copied)
                    }
                }
                let b =
                    copies
                    ? ConstantFloats(copy) : window.place(image: images.lowerBound, row: rows.lowerBound)
                let a =
                    outputGradient
                    + (images.lowerBound * s.outputHeight + rows.lowerBound) * s.outputWidth
                    * s.outputChannels
                var tile = OuterProduct(
                    a: a, b: b, batches: images.count, segments: rows.count, length: s.outputWidth,
                    aStrides: (
                        s.outputChannels, s.outputWidth * s.outputChannels,
                        s.outputHeight * s.outputWidth * s.outputChannels
                    ),
                    bStrides: (
                        s.stride * s.inputChannels, s.stride * inputColumns * s.inputChannels,
                        copies ? copied : s.height * s.width * s.inputChannels
                    ),
                    output: target, outputStride: size, validRows: 0, validColumns: 0,
                    accumulate: chunk > task.chunks.lowerBound)
                for kernelRow in 0..<s.kernelHeight {
                    for panel in panels {
                        tile.b = b + kernelRow * inputColumns * s.inputChannels + panel.column
                        tile.validColumns = panel.validColumns
                        for row in stride(
                            from: task.rows.lowerBound, to: task.rows.upperBound, by: panel.tileRows)
                        {
                            tile.a = a + row
                            tile.output = target + row * size + kernelRow * columns + panel.column
                            tile.validRows = min(panel.tileRows, task.rows.upperBound - row)
                            table.outerProduct(panel.vectors, &tile)
                        }
                    }
                }
            }
        }
        addPartials(partition, partials, to: weightGradient, stride: size)
    }
}

/// The pixels of a batch in chunks whose windows fit the second-level cache: some whole pictures or rows of one.
private struct WindowChunks {
    let images: Int
    let rows: Int
    private let batch: Int
    private let height: Int
    private let rowChunks: Int

    /// Numbers of a chunk.
    private static let target = 49_152

    init(_ window: Window, batch: Int) {
        self.batch = batch
        height = window.outputHeight
        let perRow = window.inputColumns * window.channels
        let perImage = window.inputRows(height) * perRow
        if perImage <= Self.target {
            images = max(min(Self.target / max(perImage, 1), (batch + 7) / 8), 1)
            rows = height
        } else {
            images = 1
            let fitting = Self.target / perRow - (window.kernelHeight - window.stride)
            rows = min(max(fitting / window.stride, 4), height)
        }
        rowChunks = (height + rows - 1) / rows
    }

    var count: Int { images > 1 ? (batch + images - 1) / images : batch * rowChunks }

    func chunk(_ index: Int) -> (images: Range<Int>, rows: Range<Int>) {
        if images > 1 {
            return (index * images..<min((index + 1) * images, batch), 0..<height)
        }
        let (image, part) = (index / rowChunks, index % rowChunks)
        return (image..<image + 1, part * rows..<min((part + 1) * rows, height))
    }
}
