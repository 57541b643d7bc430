import KernelInterface

/// Rows of the left side that are packed side by side: a multiple of every tile's height.
private let stripRows = 12

/// Outer products that are added up in one go.
private let depthOfChunk = 256

extension Compute {
    /// `c[m, n] = (accumulate ? c : 0) + a^T * b` for `a` stored `[k, m]`, `k > 0`: a sum of outer products. With
    /// `splitsDepth`, where the output is small, the depth is cut into a number of parts, fixed by the sizes, that are
    /// added in order; without, each number of the output is the same whatever the other sizes.
    func outerGemm(
        m: Int, n: Int, k: Int, a: ConstantFloats, lda: Int, b: ConstantFloats, ldb: Int, c: MutableFloats,
        ldc: Int, accumulate: Bool, splitsDepth: Bool
    ) {
        let table = kernels.table
        let panels = Panel.cut(columns: n, table)
        let chunks = (k + depthOfChunk - 1) / depthOfChunk
        let partition = OuterPartition(
            rows: m, columns: n, chunks: chunks, work: m * n * k, splitsDepth: splitsDepth)
        let partial = Scratch(partition.partialCount)
        // A left side that is read for several panels is packed; so is a right side that many rows read, and its last
        // panel if that is not full, so as not to read past the end.
        let packsLeft = n > 128
        let packsRight = m > 96
        let widest = table.tileVectors * table.vectorWidth
        let left = packsLeft ? (partition.rowsOfGroup + stripRows) * min(depthOfChunk, k) : 0
        let room = left + widest * min(depthOfChunk, k)
        let scratch = Scratch(room * min(threads, partition.count))
        let (partials, start) = (partial.floats, scratch.floats)

        forEachTile(partition.count) { (index: Int, worker: Int) in
            let task = partition.task(index)
            let target = task.part == 0 ? c : partials + (task.part - 1) * m * n
            let targetStride = task.part == 0 ? ldc : n
            let strips = start + worker * room
            let packed = strips + left
            for chunk in task.chunks {
                let depth = chunk * depthOfChunk..<min((chunk + 1) * depthOfChunk, k)
                if packsLeft { packStrips(a, lda, depth, task.rows, strips) }
                for panel in panels {
                    let width = panel.width(table)
                    let inPlace = panel.validColumns == width && !packsRight
                    if !inPlace { RightSide.rows(b, stride: ldb).pack(depth, panel, width: width, packed) }
                    let step = inPlace ? ldb : width
                    let right = inPlace ? b + (depth.lowerBound * ldb + panel.column) : ConstantFloats(packed)
                    let leftStep = packsLeft ? stripRows : lda
                    var tile = OuterProduct(
                        a: a, b: right, batches: 1, segments: 1, length: depth.count,
                        aStrides: (leftStep, 0, 0),
                        bStrides: (step, 0, 0), output: target, outputStride: targetStride, validRows: 0,
                        validColumns: panel.validColumns,
                        accumulate: chunk > task.chunks.lowerBound || (task.part == 0 && accumulate))
                    for row in stride(from: 0, to: task.rows.count, by: panel.tileRows) {
                        let strip = row / stripRows * stripRows
                        tile.a =
                            packsLeft
                            ? ConstantFloats(strips + (strip * depth.count + row - strip))
                            : a + (depth.lowerBound * lda + task.rows.lowerBound + row)
                        tile.output = target + ((task.rows.lowerBound + row) * targetStride + panel.column)
                        tile.validRows = min(panel.tileRows, task.rows.count - row)
                        table.outerProduct(panel.vectors, &tile)
                    }
                }
            }
        }
        addPartials(partition, partials, to: c, stride: ldc)
    }

    /// Adds the parts of an outer product to the first, in order.
    func addPartials(
        _ partition: OuterPartition, _ partials: ConstantFloats, to c: MutableFloats, stride: Int
    ) {
        guard partition.parts > 1 else { return }
        let columns = partition.columns
        forEachRange(partition.rows, grain: max(16_384 / max(columns, 1), 1)) { rows in
            for part in 0..<partition.parts - 1 {
                for row in rows {
                    kernels.table.axpy(
                        columns, 1, partials + (part * partition.rows + row) * columns, c + row * stride)
                }
            }
        }
    }
}

/// Copies rows `depth` and columns `columns` of `a` to strips of `stripRows` columns.
private func packStrips(
    _ a: ConstantFloats, _ lda: Int, _ depth: Range<Int>, _ columns: Range<Int>, _ destination: MutableFloats
) {
    for strip in stride(from: 0, to: columns.count, by: stripRows) {
        let count = min(stripRows, columns.count - strip)
        var to = destination + strip * depth.count
        for k in depth {
            let from = a + (k * lda + columns.lowerBound + strip)
            for i in 0..<count { to[i] = from[i] }
            to += stripRows
        }
    }
}
