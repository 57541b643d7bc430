import CInstructions
import KernelInterface

/// Packing and multiplying for attention, into one stretch of scratch memory.
struct AttentionProducts: ~Copyable {
    let table: KernelTable
    let tiling: AttentionTiling
    /// All scratch memory.
    let scratch: MutableFloats
    /// Where rows of panels of one or two vectors start, as if in the beginning of `scratch`.
    private let rows: UnsafeMutablePointer<MutableFloats>

    init(_ table: KernelTable, _ tiling: AttentionTiling, scratch: MutableFloats) {
        self.table = table
        self.tiling = tiling
        self.scratch = scratch
        rows = .allocate(capacity: 2 * table.stripRows)
        for row in 0..<table.stripRows {
            rows[row] = scratch + row * table.vectorWidth
            rows[table.stripRows + row] = scratch + 2 * row * table.vectorWidth
        }
    }

    deinit { rows.deallocate() }

    /// Packs rows `[rows, columns]` as strips: `stripRows` rows side by side, column after column. Behind the last strip must
    /// be room for a vector.
    func packStrips(
        _ source: ConstantFloats, stride: Int, rows: Int, columns: Int, _ output: MutableFloats
    ) {
        let side = table.stripRows
        for row in Swift.stride(from: 0, to: rows, by: side) {
            table.transposed(
                min(side, rows - row), columns, 1, source + row * stride, stride, output + row * columns,
                side,
                true
            )
        }
    }

    /// Packs rows `[rows, columns]` as strips of the transpose: `stripRows` columns side by side, row after row.
    func packTransposedStrips(
        _ source: ConstantFloats, stride: Int, rows: Int, columns: Int, _ output: MutableFloats
    ) {
        let side = table.stripRows
        for column in Swift.stride(from: 0, to: columns, by: side) {
            copyColumns(
                source + column, stride, rows, min(side, columns - column), output + column * rows, side)
        }
    }

    /// Packs rows `[rows, columns]` as panels: two vectors of columns (one at the end, if they suffice), row after row.
    func packRowPanels(
        _ source: ConstantFloats, stride: Int, rows: Int, columns: Int, _ output: MutableFloats
    ) {
        let side = tiling.panelWidth
        for column in Swift.stride(from: 0, to: columns, by: side) {
            let count = min(side, columns - column)
            let width = count <= table.vectorWidth ? table.vectorWidth : side
            let panel = output + column * rows
            if count < width { panel.update(repeating: 0, count: rows * width) }
            copyColumns(source + column, stride, rows, count, panel, width)
        }
    }

    /// Packs rows `[rows, headSize]`, times `factor`, as one panel: rows side by side, column after column.
    func packPanel(
        _ source: ConstantFloats, _ panel: AttentionPanel, factor: Float, _ output: MutableFloats
    ) {
        let width = panel.vectors * table.vectorWidth
        if panel.queries.count < width {
            output.update(repeating: 0, count: tiling.shape.headSize * width)
        }
        table.transposed(
            panel.queries.count, tiling.shape.headSize, factor, source, tiling.rowStride, output, width,
            panel.vectors == 1)
    }

    /// Asks for rows `[rows, headSize]`, which lie too far apart for the processor to foresee. They come while it multiplies.
    func prefetch(_ source: ConstantFloats, rows: Int) {
        for row in 0..<rows {
            let start = source + row * tiling.rowStride
            for column in stride(from: 0, to: tiling.shape.headSize, by: 16) {
                tweed_prefetch(start + column)
            }
        }
    }

    /// Copies `count` numbers of each row.
    private func copyColumns(
        _ source: ConstantFloats, _ stride: Int, _ rows: Int, _ count: Int, _ output: MutableFloats,
        _ outputStride: Int
    ) {
        var (from, to) = (source, output)
        for _ in 0..<rows {
            var i = 0
            while i + 4 <= count {
                let four = UnsafeRawPointer(from + i).loadUnaligned(as: SIMD4<Float>.self)
                UnsafeMutableRawPointer(to + i).storeBytes(of: four, as: SIMD4<Float>.self)
                i += 4
            }
            while i < count {
                to[i] = from[i]
                i += 1
            }
            from += stride
            to += outputStride
        }
    }

    /// Strips `[strips][depth, stripRows]` times a panel `[depth, panel width]` into a panel `[rows, panel width]`, both
    /// in `scratch`.
    func multiply(
        strips: ConstantFloats, stripStride: Int, rows count: Int, depth: Int, panel: ConstantFloats,
        vectors: Int,
        output: MutableFloats, accumulate: Bool
    ) {
        let (side, width) = (table.stripRows, vectors * table.vectorWidth)
        var tile = PackedProduct(
            strip: strips, panel: panel, depth: depth,
            outputs: UnsafePointer(vectors == 1 ? rows : rows + side), outputOffset: output - scratch,
            validRows: side, validColumns: width, accumulate: accumulate, bias: nil)
        var row = 0
        while row < count {
            tile.validRows = min(side, count - row)
            table.packedProduct(vectors, &tile)
            tile.strip += stripStride
            tile.outputOffset += side * width
            row += side
        }
    }

    /// Adds strips `[strips][depth, stripRows]` times row panels `[panels][depth, panel width]` to rows of the tensors.
    func multiplyRows(
        strips: ConstantFloats, stripStride: Int, rows count: Int, depth: Int, panels: ConstantFloats,
        columns: Int,
        addTo output: MutableFloats
    ) {
        let (side, width) = (table.stripRows, tiling.panelWidth)
        withUnsafeTemporaryAllocation(of: MutableFloats.self, capacity: side) { outputs in
            for row in 0..<side { outputs[row] = output + row * tiling.rowStride }
            for column in stride(from: 0, to: columns, by: width) {
                let valid = min(width, columns - column)
                let vectors = valid <= table.vectorWidth ? 1 : 2
                var tile = PackedProduct(
                    strip: strips, panel: panels + column * depth, depth: depth,
                    outputs: UnsafePointer(outputs.baseAddress.unsafelyUnwrapped), outputOffset: column,
                    validRows: side, validColumns: valid, accumulate: true, bias: nil)
                for row in stride(from: 0, to: count, by: side) {
                    tile.validRows = min(side, count - row)
                    table.packedProduct(vectors, &tile)
                    tile.strip += stripStride
                    tile.outputOffset += side * tiling.rowStride
                }
            }
        }
    }
}
