import KernelInterface

func affineRows(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ coefficients: ConstantFloats, _ silu: Bool,
    _ output: MutableFloats
) {
    let terms = coefficients + columns
    @inline(__always)
    func value(_ x: Vector, _ factor: Vector, _ term: Vector) -> Vector {
        let z = fused(x, factor, term)
        return silu ? z * logistic(z) : z
    }
    for row in 0..<rows {
        let (x, output) = (x + row * columns, output + row * columns)
        var j = 0
        while j + width <= columns {
            storeVector(
                value(loadVector(x + j), loadVector(coefficients + j), loadVector(terms + j)), output + j)
            j += width
        }
        let left = columns - j
        if left > 0 {
            storePart(
                value(loadPart(x + j, left), loadPart(coefficients + j, left), loadPart(terms + j, left)),
                output + j, left)
        }
    }
}

/// The gradient before SiLU, if there is one.
@inline(__always)
private func inner(_ gradient: Vector, _ z: Vector, _ silu: Bool) -> Vector {
    silu ? gradient * siluSlope(z) : gradient
}

func affineGradientSums(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ gradient: ConstantFloats,
    _ coefficients: ConstantFloats,
    _ silu: Bool, _ sums: MutableFloats
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
        for row in 0..<rows {
            let place = row * columns + j
            let value = count == width ? loadVector(x + place) : loadPart(x + place, count)
            let g = count == width ? loadVector(gradient + place) : loadPart(gradient + place, count)
            let d = inner(g, fused(value, factor, term), silu)
            plain += d
            normalised = fused(d, fused(value, innerFactor, innerTerm), normalised)
        }
        storePart(plain, sums + j, count)
        storePart(normalised, sums + columns + j, count)
        j += width
    }
}

func affineGradient(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ gradient: ConstantFloats,
    _ coefficients: ConstantFloats,
    _ silu: Bool, _ output: MutableFloats
) {
    var j = 0
    while j < columns {
        let count = min(columns - j, width)
        let factor = loadPart(coefficients + j, count)
        let term = loadPart(coefficients + columns + j, count)
        let p = loadPart(coefficients + 2 * columns + j, count)
        let q = loadPart(coefficients + 3 * columns + j, count)
        let r = loadPart(coefficients + 4 * columns + j, count)
        for row in 0..<rows {
            let place = row * columns + j
            let value = count == width ? loadVector(x + place) : loadPart(x + place, count)
            let g = count == width ? loadVector(gradient + place) : loadPart(gradient + place, count)
            let result = fused(inner(g, fused(value, factor, term), silu), p, fused(value, q, r))
            if count == width {
                storeVector(result, output + place)
            } else {
                storePart(result, output + place, count)
            }
        }
        j += width
    }
}
