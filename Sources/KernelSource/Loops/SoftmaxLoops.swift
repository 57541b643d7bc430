import KernelInterface

/// The largest of `count > 0` numbers; four running ones, as no comparison should wait for another.
@inline(__always)
private func largest(_ count: Int, _ x: ConstantFloats) -> Float {
    let lowest = Vector(repeating: -.infinity)
    var (a, b, c, d) = (lowest, lowest, lowest, lowest)
    var j = 0
    while j + 4 * width <= count {
        a = larger(a, loadVector(x + j))
        b = larger(b, loadVector(x + j + width))
        c = larger(c, loadVector(x + j + 2 * width))
        d = larger(d, loadVector(x + j + 3 * width))
        j += 4 * width
    }
    while j + width <= count {
        a = larger(a, loadVector(x + j))
        j += width
    }
    if j < count { b = larger(b, loadPart(x + j, count - j, fill: -.infinity)) }
    return largest(larger(larger(a, b), larger(c, d)))
}

func softmaxRow(_ count: Int, _ all: Int, _ factor: Float, _ x: ConstantFloats, _ output: MutableFloats)
    -> Float
{
    for j in count..<max(all, count) { output[j] = 0 }
    guard count > 0 else { return -.infinity }
    let factors = Vector(repeating: factor)
    // The largest product; a negative factor turns the order around.
    var top: Float
    if factor >= 0 {
        top = factor * largest(count, x)
    } else {
        top = factor * x[0]
        for j in 1..<max(count, 1) { top = max(top, factor * x[j]) }
    }
    var sum = Vector()
    var j = 0
    while j + width <= count {
        let e = exponentialOfNegative(fused(loadVector(x + j), factors, -top))
        storeVector(e, output + j)
        sum += e
        j += width
    }
    let left = count - j
    if left > 0 {
        storePart(exponential(fused(loadPart(x + j, left), factors, -top)), output + j, left)
        sum += loadPart(output + j, left)
    }
    let whole = total(sum)
    scale(count, 1 / whole, output, output)
    return top + logarithm(Vector(repeating: whole))[0]
}

func exponentials(
    _ count: Int, _ factor: Float, _ x: ConstantFloats, _ shift: Float, _ outer: Float,
    _ output: MutableFloats
) {
    let factors = Vector(repeating: factor)
    var j = 0
    while j + width <= count {
        storeVector(outer * exponential(fused(loadVector(x + j), factors, -shift)), output + j)
        j += width
    }
    let left = count - j
    if left > 0 {
        storePart(outer * exponential(fused(loadPart(x + j, left), factors, -shift)), output + j, left)
    }
}

func logSumExp(_ count: Int, _ x: ConstantFloats) -> Float {
    guard count > 0 else { return -.infinity }
    let top = largest(count, x)
    guard top - top == 0 else { return top }
    var sum = Vector()
    var j = 0
    while j + width <= count {
        sum += exponential(loadVector(x + j) - top)
        j += width
    }
    if j < count { sum += exponential(loadPart(x + j, count - j, fill: -.infinity) - top) }
    return top + logarithm(Vector(repeating: total(sum)))[0]
}

func softmaxGradientRow(
    _ count: Int, _ p: ConstantFloats, _ gradient: ConstantFloats, _ subtrahend: Float, _ factor: Float,
    _ output: MutableFloats
) {
    var j = 0
    while j + width <= count {
        storeVector(loadVector(p + j) * (loadVector(gradient + j) - subtrahend) * factor, output + j)
        j += width
    }
    let left = count - j
    if left > 0 {
        storePart(
            loadPart(p + j, left) * (loadPart(gradient + j, left) - subtrahend) * factor, output + j, left)
    }
}

func softmaxColumns(
    _ rows: Int, _ columns: Int, _ stride: Int, _ factor: Float, _ x: MutableFloats, _ logSums: MutableFloats
) {
    let factors = Vector(repeating: factor)
    var j = 0
    while j < columns {
        let count = min(columns - j, width)
        let whole = count == width
        var top = Vector(repeating: -.infinity)
        var place = x + j
        for _ in 0..<rows {
            top = maximum(top, factors * (whole ? loadVector(place) : loadPart(place, count)))
            place += stride
        }
        var sum = Vector()
        place = x + j
        for _ in 0..<rows {
            let e = exponential(fused(whole ? loadVector(place) : loadPart(place, count), factors, -top))
            if whole { storeVector(e, place) } else { storePart(e, place, count) }
            sum += e
            place += stride
        }
        let reciprocal = 1 / sum
        place = x + j
        for _ in 0..<rows {
            if whole {
                storeVector(loadVector(place) * reciprocal, place)
            } else {
                storePart(loadPart(place, count) * reciprocal, place, count)
            }
            place += stride
        }
        storePart(top + logarithm(sum), logSums + j, count)
        j += width
    }
}

func softmaxColumnsGradient(
    _ rows: Int, _ columns: Int, _ stride: Int, _ factor: Float, _ scores: MutableFloats,
    _ gradient: MutableFloats,
    _ logSums: ConstantFloats, _ subtrahends: ConstantFloats
) {
    let factors = Vector(repeating: factor)
    for row in 0..<rows {
        let (scores, gradient) = (scores + row * stride, gradient + row * stride)
        var j = 0
        while j + width <= columns {
            let p = exponential(fused(loadVector(scores + j), factors, -loadVector(logSums + j)))
            storeVector(p, scores + j)
            storeVector(p * (loadVector(gradient + j) - loadVector(subtrahends + j)) * factors, gradient + j)
            j += width
        }
        let left = columns - j
        guard left > 0 else { continue }
        let p = exponential(fused(loadPart(scores + j, left), factors, -loadPart(logSums + j, left)))
        storePart(p, scores + j, left)
        let slope = p * (loadPart(gradient + j, left) - loadPart(subtrahends + j, left)) * factors
        storePart(slope, gradient + j, left)
    }
}
