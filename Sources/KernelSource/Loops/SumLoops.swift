import KernelInterface

/// Four running sums, then their sum: a fixed order, and no waiting for one addition.
@inline(__always)
private func accumulate(_ count: Int, _ term: (Int) -> Vector, _ part: (Int, Int) -> Vector) -> Float {
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

/// Adds, for each column, the terms of all rows to `sums`: strips of four vectors, then of one, then the rest.
@inline(__always)
private func accumulateColumns(
    _ rows: Int, _ columns: Int, _ sums: MutableFloats, _ term: (_ place: Int, _ column: Int) -> Vector,
    _ part: (_ place: Int, _ column: Int, _ count: Int) -> Vector
) {
    var j = 0
    while j + 4 * width <= columns {
        var a = loadVector(sums + j)
        var b = loadVector(sums + j + width)
        var c = loadVector(sums + j + 2 * width)
        var d = loadVector(sums + j + 3 * width)
        var place = j
        for _ in 0..<rows {
            a += term(place, j)
            b += term(place + width, j + width)
            c += term(place + 2 * width, j + 2 * width)
            d += term(place + 3 * width, j + 3 * width)
            place += columns
        }
        storeVector(a, sums + j)
        storeVector(b, sums + j + width)
        storeVector(c, sums + j + 2 * width)
        storeVector(d, sums + j + 3 * width)
        j += 4 * width
    }
    while j < columns {
        let count = min(columns - j, width)
        var a = loadPart(sums + j, count)
        for row in 0..<rows {
            a += count == width ? term(row * columns + j, j) : part(row * columns + j, j, count)
        }
        storePart(a, sums + j, count)
        j += width
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
