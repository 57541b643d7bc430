import CInstructions
import KernelInterface

func affineRows(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ coefficients: ConstantFloats, _ activated: Bool,
    _ output: MutableFloats, _ stream: Bool
) {
    let stream = stream && columns % width == 0 && aligned(output)
    if activated {
        mapRows(rows, columns, x, coefficients, output, stream, silu)
    } else {
        mapRows(rows, columns, x, coefficients, output, stream, same)
    }
    if stream { tweed_stream_fence() }
}

/// `output = function(x * factor[j] + term[j])`.
@_transparent
private func mapRows(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ coefficients: ConstantFloats, _ output: MutableFloats,
    _ stream: Bool, _ function: (Vector) -> Vector
) {
    let terms = coefficients + columns
    for row in 0..<rows {
        let (x, output) = (x + row * columns, output + row * columns)
        var j = 0
        while j < columns {
            let left = columns - j
            let whole = left >= width
            let value = whole ? loadVector(x + j) : loadPart(x + j, left)
            let factor = whole ? loadVector(coefficients + j) : loadPart(coefficients + j, left)
            let term = whole ? loadVector(terms + j) : loadPart(terms + j, left)
            let result = function(fused(value, factor, term))
            if whole {
                storeVector(result, output + j, stream: stream)
            } else {
                storePart(result, output + j, left)
            }
            j += width
        }
    }
}

func affineGradientSums(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ gradient: ConstantFloats,
    _ coefficients: ConstantFloats,
    _ silu: Bool, _ sums: MutableFloats, _ output: MutableFloats
) {
    var j = 0
    while j < columns {
        let count = min(columns - j, width)
        let factor = loadPart(coefficients + j, count)
        let term = loadPart(coefficients + columns + j, count)
        let innerFactor = loadPart(coefficients + 2 * columns + j, count)
        let innerTerm = loadPart(coefficients + 3 * columns + j, count)
        var plain = loadPart(sums + j, count)
        var normalised = loadPart(sums + columns + j, count)
        var place = j
        for _ in 0..<rows {
            let value = count == width ? loadVector(x + place) : loadPart(x + place, count)
            var d = count == width ? loadVector(gradient + place) : loadPart(gradient + place, count)
            if silu { d *= siluSlope(fused(value, factor, term)) }
            if count == width {
                storeVector(d, output + place)
            } else {
                storePart(d, output + place, count)
            }
            plain += d
            normalised = fused(d, fused(value, innerFactor, innerTerm), normalised)
            place += columns
        }
        storePart(plain, sums + j, count)
        storePart(normalised, sums + columns + j, count)
        j += width
    }
}

func affineGradient(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ coefficients: ConstantFloats, _ d: MutableFloats
) {
    let (p, q, r) = (coefficients, coefficients + columns, coefficients + 2 * columns)
    for row in 0..<rows {
        let (x, d) = (x + row * columns, d + row * columns)
        var j = 0
        while j + width <= columns {
            let term = fused(loadVector(x + j), loadVector(q + j), loadVector(r + j))
            storeVector(fused(loadVector(d + j), loadVector(p + j), term), d + j)
            j += width
        }
        let left = columns - j
        if left > 0 {
            let term = fused(loadPart(x + j, left), loadPart(q + j, left), loadPart(r + j, left))
            storePart(fused(loadPart(d + j, left), loadPart(p + j, left), term), d + j, left)
        }
    }
}
