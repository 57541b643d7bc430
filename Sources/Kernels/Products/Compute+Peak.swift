import KernelInterface

extension Compute {
    /// Multiplies one small tile, whose numbers stay in the first-level cache, again and again on each thread: the
    /// speed that products can reach at best.
    ///
    /// - Returns: The number of multiply-accumulates done.
    public func multiplyPeak(rounds: Int) -> Int {
        let table = kernels.table
        let depth = 64
        let (rows, width) = (table.stripRows, 2 * table.vectorWidth)
        forEachTile(threads) { _ in
            let numbers = Scratch(zeros: depth * (rows + width))
            let result = Scratch(zeros: rows * width)
            let room = Scratch(RowPlaces.room(rows))
            let places = RowPlaces(capacity: rows, in: room.floats)
            places.clear()
            for row in 0..<rows {
                places.append(row: ConstantFloats(numbers.floats), output: result.floats + row * width)
            }
            var tile = PackedProduct(
                strip: ConstantFloats(numbers.floats + depth * width), panel: ConstantFloats(numbers.floats),
                depth: depth, outputs: UnsafePointer(places.outputs), outputOffset: 0, validRows: rows,
                validColumns: width, accumulate: true, bias: nil)
            for _ in 0..<rounds { table.packedProduct(2, &tile) }
        }
        return threads * rounds * depth * rows * width
    }
}
