import KernelInterface

extension Compute {
    /// Multiplies one small tile, whose numbers stay in the first-level cache, again and again on each thread: the
    /// speed that products can reach at best.
    ///
    /// - Returns: The number of multiply-accumulates done.
    public func multiplyPeak(rounds: Int) -> Int {
        let table = kernels.table
        let depth = 64
        let panel = Panel.cut(columns: table.tileVectors * table.vectorWidth, table)[0]
        let width = panel.width(table)
        let rowCount = panel.tileRows
        forEachTile(threads) { _ in
            let numbers = Scratch(zeros: depth * (rowCount + width))
            let result = Scratch(zeros: rowCount * width)
            var places = RowPlaces(capacity: rowCount)
            for row in 0..<rowCount {
                places.append(
                    row: ConstantFloats(numbers.floats + row * depth), output: result.floats + row * width)
            }
            places.close()
            var tile = RowsProduct(
                rows: UnsafePointer(places.rows), rowOffset: 0, segments: 1, segmentStride: 0, length: depth,
                panel: ConstantFloats(numbers.floats + rowCount * depth), panelStride: width,
                outputs: UnsafePointer(places.outputs), outputOffset: 0, validRows: rowCount,
                validColumns: width,
                accumulate: true, bias: nil)
            for _ in 0..<rounds { table.rowsProduct(panel.vectors, &tile) }
        }
        return threads * rounds * depth * rowCount * width
    }
}
