import KernelInterface

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

func scalarColumnSums(_ rows: Int, _ columns: Int, _ x: ConstantFloats, _ sums: MutableFloats) {
    for r in 0..<rows {
        for j in 0..<columns { sums[j] += x[r * columns + j] }
    }
}

func scalarColumnSquares(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ mean: ConstantFloats, _ sums: MutableFloats
) {
    for r in 0..<rows {
        for j in 0..<columns {
            let difference = x[r * columns + j] - mean[j]
            sums[j] += difference * difference
        }
    }
}

func scalarAffineRows(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ coefficients: ConstantFloats, _ silu: Bool,
    _ output: MutableFloats, _ stream: Bool
) {
    for r in 0..<rows {
        for j in 0..<columns {
            let z = x[r * columns + j] * coefficients[j] + coefficients[columns + j]
            output[r * columns + j] = silu ? z / (1 + exp(-z)) : z
        }
    }
}

private func gradientBeforeSiLU(_ gradient: Float, _ z: Float, _ silu: Bool) -> Float {
    guard silu else { return gradient }
    let s = 1 / (1 + exp(-z))
    return gradient * s * (1 + z * (1 - s))
}

func scalarAffineGradientSums(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ gradient: ConstantFloats,
    _ coefficients: ConstantFloats,
    _ silu: Bool, _ sums: MutableFloats, _ output: MutableFloats
) {
    for r in 0..<rows {
        for j in 0..<columns {
            let value = x[r * columns + j]
            let z = value * coefficients[j] + coefficients[columns + j]
            let normalised = value * coefficients[2 * columns + j] + coefficients[3 * columns + j]
            let d = gradientBeforeSiLU(gradient[r * columns + j], z, silu)
            output[r * columns + j] = d
            sums[j] += d
            sums[columns + j] += d * normalised
        }
    }
}

func scalarAffineGradient(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ coefficients: ConstantFloats, _ d: MutableFloats
) {
    for r in 0..<rows {
        for j in 0..<columns {
            let i = r * columns + j
            d[i] = d[i] * coefficients[j] + x[i] * coefficients[columns + j] + coefficients[2 * columns + j]
        }
    }
}

func scalarLayerNorm(
    _ rows: Int, _ columns: Int, _ epsilon: Float, _ x: ConstantFloats, _ gamma: ConstantFloats,
    _ beta: ConstantFloats, _ output: MutableFloats, _ mean: MutableFloats,
    _ reciprocalDeviation: MutableFloats, _ stream: Bool
) {
    for r in 0..<rows {
        let row = x + r * columns
        var sum: Float = 0
        for j in 0..<columns { sum += row[j] }
        let average = sum / Float(columns)
        var squares: Float = 0
        for j in 0..<columns { squares += (row[j] - average) * (row[j] - average) }
        let deviation = 1 / (squares / Float(columns) + epsilon).squareRoot()
        mean[r] = average
        reciprocalDeviation[r] = deviation
        for j in 0..<columns { output[r * columns + j] = (row[j] - average) * deviation * gamma[j] + beta[j] }
    }
}

func scalarLayerNormGradient(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ gamma: ConstantFloats, _ mean: ConstantFloats,
    _ reciprocalDeviation: ConstantFloats, _ gradient: ConstantFloats, _ output: MutableFloats,
    _ sums: MutableFloats
) {
    for r in 0..<rows {
        let (average, deviation) = (mean[r], reciprocalDeviation[r])
        var plain: Float = 0
        var normalised: Float = 0
        for j in 0..<columns {
            let h = (x[r * columns + j] - average) * deviation
            let d = gradient[r * columns + j]
            plain += d * gamma[j]
            normalised += d * gamma[j] * h
            sums[j] += d * h
            sums[columns + j] += d
        }
        plain /= Float(columns)
        normalised /= Float(columns)
        for j in 0..<columns {
            let h = (x[r * columns + j] - average) * deviation
            output[r * columns + j] =
                deviation * (gradient[r * columns + j] * gamma[j] - plain - h * normalised)
        }
    }
}

func scalarSoftmaxRow(
    _ count: Int, _ total: Int, _ factor: Float, _ x: ConstantFloats, _ output: MutableFloats
)
    -> Float
{
    for j in count..<max(total, count) { output[j] = 0 }
    guard count > 0 else { return -.infinity }
    var largest = factor * x[0]
    for j in 0..<count { largest = max(largest, factor * x[j]) }
    var sum: Float = 0
    for j in 0..<count {
        output[j] = exp(factor * x[j] - largest)
        sum += output[j]
    }
    for j in 0..<count { output[j] /= sum }
    return largest + log(sum)
}
