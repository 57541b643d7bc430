import CInstructions
import KernelInterface

/// The sum of the squares of the differences from `average`, in four running sums.
@_transparent
private func squares(_ count: Int, _ x: ConstantFloats, around average: Float) -> Float {
    let averages = Vector(repeating: average)
    var (s0, s1, s2, s3) = (Vector(), Vector(), Vector(), Vector())
    var i = 0
    while i + 4 * width <= count {
        let d0 = loadVector(x + i) - averages
        let d1 = loadVector(x + i + width) - averages
        let d2 = loadVector(x + i + 2 * width) - averages
        let d3 = loadVector(x + i + 3 * width) - averages
        s0 = fused(d0, d0, s0)
        s1 = fused(d1, d1, s1)
        s2 = fused(d2, d2, s2)
        s3 = fused(d3, d3, s3)
        i += 4 * width
    }
    while i < count {
        let left = count - i
        let d = (left >= width ? loadVector(x + i) : loadPart(x + i, left, fill: average)) - averages
        s0 = fused(d, d, s0)
        i += width
    }
    return total((s0 + s1) + (s2 + s3))
}

func layerNorm(
    _ rows: Int, _ columns: Int, _ epsilon: Float, _ x: ConstantFloats, _ gamma: ConstantFloats,
    _ beta: ConstantFloats, _ output: MutableFloats, _ mean: MutableFloats,
    _ reciprocalDeviation: MutableFloats, _ stream: Bool
) {
    let stream = stream && columns % width == 0 && aligned(output)
    defer { if stream { tweed_stream_fence() } }
    let whole = columns - columns % width
    for row in 0..<rows {
        // A row comes from memory once; the second and third pass find it in the first-level cache, and the third asks for
        // the next one.
        let (x, output) = (x + row * columns, output + row * columns)
        let average = sum(columns, x) / Float(columns)
        let averages = Vector(repeating: average)
        let squares = squares(columns, x, around: average)
        let deviation = 1 / (squares / Float(columns) + epsilon).squareRoot()
        mean[row] = average
        reciprocalDeviation[row] = deviation
        var j = 0
        while j < whole {
            tweed_prefetch(x + columns + j)
            let normalised = (loadVector(x + j) - averages) * deviation
            let value = fused(normalised, loadVector(gamma + j), loadVector(beta + j))
            storeVector(value, output + j, stream: stream)
            j += width
        }
        let left = columns - whole
        if left > 0 {
            let normalised = (loadPart(x + j, left) - averages) * deviation
            let value = fused(normalised, loadPart(gamma + j, left), loadPart(beta + j, left))
            storePart(value, output + j, left)
        }
    }
}

func layerNormGradient(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ gamma: ConstantFloats, _ mean: ConstantFloats,
    _ reciprocalDeviation: ConstantFloats, _ gradient: ConstantFloats, _ output: MutableFloats,
    _ sums: MutableFloats
) {
    for row in 0..<rows {
        let (x, gradient, output) = (x + row * columns, gradient + row * columns, output + row * columns)
        let (average, deviation) = (mean[row], reciprocalDeviation[row])
        var plain = Vector()
        var normalised = Vector()
        var j = 0
        while j < columns {
            let h = (read(x, j, columns, fill: average) - average) * deviation
            let d = read(gradient, j, columns)
            let inner = d * read(gamma, j, columns)
            plain += inner
            normalised = fused(inner, h, normalised)
            write(fused(d, h, read(sums, j, columns)), sums, j, columns)
            write(d + read(sums + columns, j, columns), sums + columns, j, columns)
            j += width
        }
        let common = total(plain) / Float(columns)
        let slope = Vector(repeating: total(normalised) / Float(columns))
        j = 0
        while j < columns {
            let h = (read(x, j, columns) - average) * deviation
            let inner = read(gradient, j, columns) * read(gamma, j, columns) - common
            write(deviation * (inner - h * slope), output, j, columns)
            j += width
        }
    }
}

/// The vector at `j` of a row, as far as the row goes.
@inline(__always)
private func read(_ row: ConstantFloats, _ j: Int, _ columns: Int, fill: Float = 0) -> Vector {
    j + width <= columns ? loadVector(row + j) : loadPart(row + j, columns - j, fill: fill)
}

@inline(__always)
private func write(_ vector: Vector, _ row: MutableFloats, _ j: Int, _ columns: Int) {
    if j + width <= columns {
        storeVector(vector, row + j)
    } else {
        storePart(vector, row + j, columns - j)
    }
}
