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
