import CInstructions
import KernelInterface

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
        let squares = accumulate(
            columns,
            { i in
                let difference = loadVector(x + i) - averages
                return difference * difference
            },
            { i, count in
                let difference = loadPart(x + i, count, fill: average) - averages
                return difference * difference
            })
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
