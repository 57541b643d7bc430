import KernelInterface

/// Four running sums, then their sum: a fixed order, and no waiting for one addition.
@_transparent
func accumulate(_ count: Int, _ term: (Int) -> Vector, _ part: (Int, Int) -> Vector) -> Float {
    var (a, b, c, d) = (Vector(), Vector(), Vector(), Vector())
    var i = 0
    while i + 4 * width <= count {
        a += term(i)
        b += term(i + width)
        c += term(i + 2 * width)
        d += term(i + 3 * width)
        i += 4 * width
    }
    while i + width <= count {
        a += term(i)
        i += width
    }
    if i < count { b += part(i, count - i) }
    return total((a + b) + (c + d))
}

func sum(_ count: Int, _ x: ConstantFloats) -> Float {
    accumulate(count, { loadVector(x + $0) }, { loadPart(x + $0, $1) })
}

func dot(_ count: Int, _ a: ConstantFloats, _ b: ConstantFloats) -> Float {
    accumulate(
        count, { loadVector(a + $0) * loadVector(b + $0) }, { loadPart(a + $0, $1) * loadPart(b + $0, $1) })
}

/// Adds, for each column, the terms of all rows to `sums`, four rows at a time: in the order of memory, and with one
/// load and store of a sum for four terms.
@_transparent
private func accumulateColumns(
    _ rows: Int, _ columns: Int, _ sums: MutableFloats, _ term: (_ place: Int, _ column: Int) -> Vector,
    _ part: (_ place: Int, _ column: Int, _ count: Int) -> Vector
) {
    let whole = columns - columns % width
    let left = columns - whole
    var place = 0
    let end = rows * columns
    while place + 4 * columns <= end {
        var j = 0
        while j < whole {
            let first = term(place + j, j) + term(place + columns + j, j)
            let second = term(place + 2 * columns + j, j) + term(place + 3 * columns + j, j)
            storeVector(loadVector(sums + j) + (first + second), sums + j)
            j += width
        }
        if left > 0 {
            let first = part(place + j, j, left) + part(place + columns + j, j, left)
            let second = part(place + 2 * columns + j, j, left) + part(place + 3 * columns + j, j, left)
            storePart(loadPart(sums + j, left) + (first + second), sums + j, left)
        }
        place += 4 * columns
    }
    while place < end {
        var j = 0
        while j < whole {
            storeVector(loadVector(sums + j) + term(place + j, j), sums + j)
            j += width
        }
        if left > 0 { storePart(loadPart(sums + j, left) + part(place + j, j, left), sums + j, left) }
        place += columns
    }
}

func columnSums(_ rows: Int, _ columns: Int, _ x: ConstantFloats, _ sums: MutableFloats) {
    accumulateColumns(rows, columns, sums) { place, _ in
        loadVector(x + place)
    } _: { place, _, count in
        loadPart(x + place, count)
    }
}

func columnSquares(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ mean: ConstantFloats, _ sums: MutableFloats
) {
    accumulateColumns(rows, columns, sums) { place, column in
        let difference = loadVector(x + place) - loadVector(mean + column)
        return difference * difference
    } _: { place, column, count in
        let difference = loadPart(x + place, count) - loadPart(mean + column, count)
        return difference * difference
    }
}
