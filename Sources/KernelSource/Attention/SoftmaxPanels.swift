import KernelInterface

// A panel of scores has a row for each key and a column for each of one or two vectors of queries; softmax goes down the
// columns, a vector of queries at a time. Scores come multiplied with log2(e), so that exponentials are powers of two.

func softmaxPanel(_ vectors: Int, _ rows: Int, _ scores: MutableFloats, _ state: MutableFloats) {
    let stride = vectors * width
    for v in 0..<vectors {
        let top = state + v * width
        let (sum, factor) = (top + stride, top + 2 * stride)
        let before = loadVector(top)
        // Four at once, as each waits for the one before.
        var (a, b) = (before, before)
        var (c, d) = (before, before)
        var place = scores + v * width
        var row = 0
        while row + 4 <= rows {
            a = larger(a, loadVector(place))
            b = larger(b, loadVector(place + stride))
            c = larger(c, loadVector(place + 2 * stride))
            d = larger(d, loadVector(place + 3 * stride))
            place += 4 * stride
            row += 4
        }
        while row < rows {
            a = larger(a, loadVector(place))
            place += stride
            row += 1
        }
        let now = larger(larger(a, b), larger(c, d))
        var sums = Vector()
        place = scores + v * width
        for _ in 0..<rows {
            let p = powerOfTwo(ofNonPositive: loadVector(place) - now)
            storeVector(p, place)
            sums += p
            place += stride
        }
        let correction = powerOfTwo(ofNonPositive: before - now)
        storeVector(now, top)
        storeVector(fused(loadVector(sum), correction, sums), sum)
        storeVector(correction, factor)
    }
}

func softmaxPanelEnd(_ vectors: Int, _ state: MutableFloats) {
    let stride = vectors * width
    for v in 0..<vectors {
        let top = state + v * width
        let (sum, factor) = (top + stride, top + 2 * stride)
        let sums = loadVector(sum)
        storeVector(1 / sums, factor)
        storeVector(fused(loadVector(top), Vector(repeating: 0.693_147_181), logarithm(sums)), top)
    }
}

func softmaxPanelGradient(
    _ vectors: Int, _ rows: Int, _ factor: Float, _ scores: MutableFloats, _ gradient: MutableFloats,
    _ state: ConstantFloats
) {
    let stride = vectors * width
    let factors = Vector(repeating: factor)
    for v in 0..<vectors {
        let (logSums, common) = (loadVector(state + v * width), loadVector(state + (stride + v * width)))
        var place = v * width
        for _ in 0..<rows {
            let p = powerOfTwo(ofNonPositive: loadVector(scores + place) - logSums)
            storeVector(p, scores + place)
            storeVector(p * factors * (loadVector(gradient + place) - common), gradient + place)
            place += stride
        }
    }
}

func scalePanel(_ vectors: Int, _ rows: Int, _ factors: ConstantFloats, _ x: MutableFloats) {
    for v in 0..<vectors {
        let factor = loadVector(factors + v * width)
        var place = x + v * width
        for _ in 0..<rows {
            storeVector(loadVector(place) * factor, place)
            place += vectors * width
        }
    }
}
