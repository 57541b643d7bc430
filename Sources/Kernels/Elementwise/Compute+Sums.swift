import KernelInterface

/// Numbers per block of a sum; blocks are added in double precision.
private let block = 4_096

/// Blocks per tile.
private let blocksPerTile = 16

extension Compute {
    /// The sum of `count` numbers.
    public func sum(count: Int, _ x: UnsafePointer<Float>) -> Float {
        blocks(count) { kernels.table.sum($0.count, x + $0.lowerBound) }
    }

    /// The sum of squares of `count` numbers.
    public func sumOfSquares(count: Int, _ x: UnsafePointer<Float>) -> Float {
        blocks(count) { kernels.table.dot($0.count, x + $0.lowerBound, x + $0.lowerBound) }
    }

    /// The sum of products of two times `count` numbers.
    public func dot(count: Int, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>) -> Float {
        blocks(count) { kernels.table.dot($0.count, a + $0.lowerBound, b + $0.lowerBound) }
    }

    private func blocks(_ count: Int, _ body: (Range<Int>) -> Float) -> Float {
        let number = (count + block - 1) / block
        let partial = Scratch(number)
        let pointer = partial.floats
        forEachRange(number, grain: blocksPerTile) { range in
            for index in range {
                pointer[index] = body(index * block..<min(index * block + block, count))
            }
        }
        var total = 0.0
        for index in 0..<number { total += Double(pointer[index]) }
        return Float(total)
    }

    /// `output[j] = sum over rows of x[r, j]`, `x` of `[rows, columns]`.
    public func sumRows(
        rows: Int, columns: Int, _ x: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
    ) {
        sumRowBlocks(rows: rows, columns: columns, sums: 1, output: output) { range, sums in
            kernels.table.columnSums(range.count, columns, x + range.lowerBound * columns, sums)
        }
    }

    /// `output[r] = sum over columns of x[r, j]`, `x` of `[rows, columns]`.
    public func sumColumns(
        rows: Int, columns: Int, _ x: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
    ) {
        forEachRange(rows, grain: max(block * blocksPerTile / max(columns, 1), 1)) { range in
            for row in range { output[row] = kernels.table.sum(columns, x + row * columns) }
        }
    }

    /// Adds up `sums` vectors of `columns` numbers that `body` adds to for each block of rows, into
    /// `output` `[sums, columns]`. The blocks depend on the sizes alone and are added in order.
    func sumRowBlocks(
        rows: Int, columns: Int, sums: Int, output: UnsafeMutablePointer<Float>,
        _ body: (Range<Int>, UnsafeMutablePointer<Float>) -> Void
    ) {
        let width = sums * columns
        let rowsPerBlock = max(32_768 / max(columns, 1), 16)
        let number = (rows + rowsPerBlock - 1) / rowsPerBlock
        output.update(repeating: 0, count: width)
        if number <= 1 {
            if rows > 0 { body(0..<rows, output) }
            return
        }
        let partial = Scratch(zeros: number * width)
        let pointer = partial.floats
        forEachTile(number) { tile in
            body(tile * rowsPerBlock..<min((tile + 1) * rowsPerBlock, rows), pointer + tile * width)
        }
        for index in 0..<number { kernels.table.axpy(width, 1, pointer + index * width, output) }
    }
}
