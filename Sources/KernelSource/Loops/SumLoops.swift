import KernelInterface

// One loop for several sums, told apart by a constant: closures that stand in several places would be called, not inlined.

/// What is summed up of two numbers.
private typealias Term = Int
@_transparent
private var itself: Term { 0 }
@_transparent
private var product: Term { 1 }
/// The square of the difference.
@_transparent
private var squaredDifference: Term { 2 }

@_transparent
private func value(_ term: Term, _ a: Vector, _ b: Vector) -> Vector {
    if term == product { return a * b }
    if term == squaredDifference { return (a - b) * (a - b) }
    return a
}

/// Four running sums, then their sum: a fixed order, and no waiting for one addition.
@_transparent
private func accumulate(_ term: Term, _ count: Int, _ a: ConstantFloats, _ b: ConstantFloats) -> Float {
    var (s0, s1, s2, s3) = (Vector(), Vector(), Vector(), Vector())
    var i = 0
    while i + 4 * width <= count {
        let (j, k, l) = (i + width, i + 2 * width, i + 3 * width)
        s0 += value(term, loadVector(a + i), loadVector(b + i))
        s1 += value(term, loadVector(a + j), loadVector(b + j))
        s2 += value(term, loadVector(a + k), loadVector(b + k))
        s3 += value(term, loadVector(a + l), loadVector(b + l))
        i += 4 * width
    }
    while i + width <= count {
        s0 += value(term, loadVector(a + i), loadVector(b + i))
        i += width
    }
    if i < count { s1 += value(term, loadPart(a + i, count - i), loadPart(b + i, count - i)) }
    return total((s0 + s1) + (s2 + s3))
}

func sum(_ count: Int, _ x: ConstantFloats) -> Float { accumulate(itself, count, x, x) }

func dot(_ count: Int, _ a: ConstantFloats, _ b: ConstantFloats) -> Float {
    accumulate(product, count, a, b)
}

/// Adds, for each column, the terms of all rows to `sums`, four rows at a time: in the order of memory, and with one
/// load and store of a sum for four terms.
@_transparent
private func accumulateColumns(
    _ term: Term, _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ row: ConstantFloats,
    _ sums: MutableFloats
) {
    let fours = rows - rows % 4
    var r = 0
    while r < fours {
        let x = x + r * columns
        var j = 0
        while j < columns {
            let left = columns - j
            if left >= width {
                let b = loadVector(row + j)
                let first =
                    value(term, loadVector(x + j), b) + value(term, loadVector(x + columns + j), b)
                let second =
                    value(term, loadVector(x + 2 * columns + j), b)
                    + value(term, loadVector(x + 3 * columns + j), b)
                storeVector(loadVector(sums + j) + (first + second), sums + j)
            } else {
                let b = loadPart(row + j, left)
                let first =
                    value(term, loadPart(x + j, left), b) + value(term, loadPart(x + columns + j, left), b)
                let second =
                    value(term, loadPart(x + 2 * columns + j, left), b)
                    + value(term, loadPart(x + 3 * columns + j, left), b)
                storePart(loadPart(sums + j, left) + (first + second), sums + j, left)
            }
            j += width
        }
        r += 4
    }
    while r < rows {
        let x = x + r * columns
        var j = 0
        while j < columns {
            let left = columns - j
            if left >= width {
                let own = value(term, loadVector(x + j), loadVector(row + j))
                storeVector(loadVector(sums + j) + own, sums + j)
            } else {
                let own = value(term, loadPart(x + j, left), loadPart(row + j, left))
                storePart(loadPart(sums + j, left) + own, sums + j, left)
            }
            j += width
        }
        r += 1
    }
}

func columnSums(_ rows: Int, _ columns: Int, _ x: ConstantFloats, _ sums: MutableFloats) {
    accumulateColumns(itself, rows, columns, x, x, sums)
}

func columnSquares(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ mean: ConstantFloats, _ sums: MutableFloats
) {
    accumulateColumns(squaredDifference, rows, columns, x, mean, sums)
}
