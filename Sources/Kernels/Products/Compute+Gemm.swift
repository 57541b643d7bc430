import KernelInterface

extension Compute {
    /// `c[m, n] = (accumulate ? c : 0) + op(a)[m, k] * op(b)[k, n] + bias[n]`.
    ///
    /// `lda`, `ldb`, `ldc` are the distances between rows as stored: with `transposeA`, `a` is stored `[k, m]`; with
    /// `transposeB`, `b` is stored `[n, k]`.
    public func gemm(
        m: Int, n: Int, k: Int, a: UnsafePointer<Float>, lda: Int, transposeA: Bool, b: UnsafePointer<Float>,
        ldb: Int, transposeB: Bool, c: UnsafeMutablePointer<Float>, ldc: Int, accumulate: Bool,
        bias: UnsafePointer<Float>?
    ) {
        guard m > 0, n > 0 else { return }
        if transposeA && !transposeB && k > 0 {
            outerGemm(
                m: m, n: n, k: k, a: a, lda: lda, b: b, ldb: ldb, c: c, ldc: ldc, accumulate: accumulate)
            guard let bias else { return }
            for row in 0..<m { kernels.table.axpy(n, 1, bias, c + row * ldc) }
        } else if transposeA {
            // Both sides transposed is rare: the left one is turned first.
            let turned = Scratch(m * k)
            for p in 0..<k {
                for i in 0..<m { turned.floats[i * k + p] = a[p * lda + i] }
            }
            rowsGemm(
                m: m, n: n, k: k, a: turned.floats, lda: k, right: .columns(b, stride: ldb), c: c, ldc: ldc,
                accumulate: accumulate, bias: bias)
        } else if transposeB && m <= 2 {
            // A row or two are not worth packing: products of rows.
            forEachRange(n, grain: max(65_536 / max(k, 1), 1)) { columns in
                for i in 0..<m {
                    for j in columns {
                        let sum = kernels.table.dot(k, a + i * lda, b + j * ldb) + (bias?[j] ?? 0)
                        c[i * ldc + j] = accumulate ? c[i * ldc + j] + sum : sum
                    }
                }
            }
        } else {
            rowsGemm(
                m: m, n: n, k: k, a: a, lda: lda,
                right: transposeB ? .columns(b, stride: ldb) : .rows(b, stride: ldb), c: c, ldc: ldc,
                accumulate: accumulate, bias: bias)
        }
    }

    /// Any product but that with the left side transposed: tiles of rows times a packed right side.
    private func rowsGemm(
        m: Int, n: Int, k: Int, a: ConstantFloats, lda: Int, right: RightSide, c: MutableFloats, ldc: Int,
        accumulate: Bool, bias: ConstantFloats?
    ) {
        // The packed part of the right side stays below 16 MiB.
        let chunk = max(4_194_304 / max(k, 1) / 64, 4) * 64
        for column in stride(from: 0, to: n, by: chunk) {
            let product = RowsMultiplication(
                self, columns: min(chunk, n - column), segments: 1, length: k, segmentStride: 0,
                right: right.from(column: column))
            let tiling = GemmTiling(m: m, panels: product.panels.count, depth: k)
            forEachTile(tiling.count) { tile in
                let rows = tiling.rows(tile)
                var places = RowPlaces(capacity: rows.count)
                for row in rows { places.append(row: a + row * lda, output: c + row * ldc + column) }
                places.close()
                product.multiply(
                    places, panels: tiling.panels(tile), accumulate: accumulate,
                    bias: bias.map { $0 + column })
            }
        }
    }

    /// `a` stored `[k, m]`: sums of outer products, read in place. Where the output is small, the depth is cut into
    /// a fixed number of parts that are added in order.
    private func outerGemm(
        m: Int, n: Int, k: Int, a: ConstantFloats, lda: Int, b: ConstantFloats, ldb: Int, c: MutableFloats,
        ldc: Int, accumulate: Bool
    ) {
        let depthOfChunk = 256
        let chunks = (k + depthOfChunk - 1) / depthOfChunk
        let partition = OuterPartition(rows: m, columns: n, chunks: chunks, work: m * n * k)
        let partial = Scratch(partition.partialCount)
        let table = kernels.table
        let panels = Panel.cut(columns: n, table)
        // A last panel that is not full is read from a copy, so as not to read past the end.
        let copied = panels.filter { $0.validColumns < $0.width(table) }
        let copy = Scratch(copied.isEmpty ? 0 : table.vectorWidth * table.tileVectors * k)
        let (partials, copies) = (partial.floats, copy.floats)
        for panel in copied {
            forEachRange(k, grain: 4_096) { depth in
                let width = panel.width(table)
                RightSide.rows(b, stride: ldb).pack(
                    depth, panel, width: width, copies + depth.lowerBound * width)
            }
        }
        forEachTile(partition.count) { index in
            let task = partition.task(index)
            let target = task.part == 0 ? c : partials + (task.part - 1) * m * n
            let stride = task.part == 0 ? ldc : n
            for chunk in task.chunks {
                let start = chunk * depthOfChunk
                for panel in panels {
                    let inPlace = panel.validColumns == panel.width(table)
                    let step = inPlace ? ldb : panel.width(table)
                    let right: ConstantFloats =
                        inPlace ? b + (start * ldb + panel.column) : ConstantFloats(copies + start * step)
                    let continues = chunk > task.chunks.lowerBound || (task.part == 0 && accumulate)
                    var tile = OuterProduct(
                        a: a, b: right, batches: 1,
                        segments: 1, length: min(depthOfChunk, k - start), aStrides: (lda, 0, 0),
                        bStrides: (step, 0, 0), output: target, outputStride: stride, validRows: 0,
                        validColumns: panel.validColumns,
                        accumulate: continues)
                    for row in Swift.stride(
                        from: task.rows.lowerBound, to: task.rows.upperBound, by: panel.tileRows)
                    {
                        tile.a = a + (start * lda + row)
                        tile.output = target + (row * stride + panel.column)
                        tile.validRows = min(panel.tileRows, task.rows.upperBound - row)
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
