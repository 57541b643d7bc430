import Kernels
import Testing

@Suite struct SumTests {
    @Test(arguments: [0, 1, 15, 4_096, 4_097, 200_003])
    func sumsMatchReference(count: Int) {
        let (x, y) = (numbers(count, seed: 1), numbers(count, seed: 2))
        let expected = [
            x.reduce(0) { $0 + Double($1) }, x.reduce(0) { $0 + Double($1) * Double($1) },
            zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) },
        ]
        check("sums", expected: expected, tolerance: count > 100_000 ? 2e-5 : 2e-6) { compute in
            [
                compute.sum(count: count, x), compute.sumOfSquares(count: count, x),
                compute.dot(count: count, x, y),
            ]
        }
    }

    @Test(arguments: [(1, 1), (5, 3), (70, 129), (4_000, 20), (3, 50_000)])
    func rowAndColumnSumsMatchReference(rows: Int, columns: Int) {
        let x = numbers(rows * columns, seed: 3)
        var byColumn = [Double](repeating: 0, count: columns)
        var byRow = [Double](repeating: 0, count: rows)
        for r in 0..<rows {
            for j in 0..<columns {
                byColumn[j] += Double(x[r * columns + j])
                byRow[r] += Double(x[r * columns + j])
            }
        }
        check("sum of rows", expected: byColumn, tolerance: 5e-6) { compute in
            written(columns) { compute.sumRows(rows: rows, columns: columns, x, output: $0) }
        }
        check("sum of columns", expected: byRow, tolerance: 5e-6) { compute in
            written(rows) { compute.sumColumns(rows: rows, columns: columns, x, output: $0) }
        }
    }
}
