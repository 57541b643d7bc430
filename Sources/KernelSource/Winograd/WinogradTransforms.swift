import KernelInterface

// The transforms of F(4x4, 3x3) (Lavin and Gray, "Fast algorithms for convolutional neural networks", 2015) along one
// axis, a vector of channels at a time. The polynomials are interpolated at 0, a, -a, b, -b and infinity:
//
//     B^T | a²b²    0     -a²-b²  0       1  0 |    G (rows)                  A^T | 1  1   1   1   1   0 |
//         | 0       -ab²  -b²     a       1  0 |    1 / a²b²  * (1, 0, 0)         | 0  a   -a  b   -b  0 |
//         | 0       ab²   -b²     -a      1  0 |    1 / N(a)  * (1, ±a, a²)       | 0  a²  a²  b²  b²  0 |
//         | 0       -ba²  -a²     b       1  0 |    1 / N(b)  * (1, ±b, b²)       | 0  a³  -a³ b³  -b³ 1 |
//         | 0       ba²   -a²     -b      1  0 |    (0, 0, 1)
//         | 0       a²b²  0       -a²-b²  0  1 |    N(a) = 2a²(a² - b²), N(b) = 2b²(b² - a²)
//
// a = 5/8 and b = 3/2 gave the smallest errors of the candidates that `Tools/winograd/points.py` compares: half of those
// of the usual 1 and 2. All factors of B and A are exact in single precision.

private let a: Float = 0.625
private let b: Float = 1.5
private let a2: Float = 0.390_625
private let b2: Float = 2.25
private let a3: Float = 0.244_140_625
private let b3: Float = 3.375
/// a² + b².
private let sum: Float = 2.640_625
/// a² b².
private let product: Float = 0.878_906_25

typealias FourVectors = (Vector, Vector, Vector, Vector)
typealias SixVectors = (Vector, Vector, Vector, Vector, Vector, Vector)

/// `factor * x + y`.
@inline(__always)
private func scaled(_ factor: Float, _ x: Vector, _ y: Vector) -> Vector {
    fused(Vector(repeating: factor), x, y)
}

/// `B^T d`.
@inline(__always)
private func transformInput(_ d: SixVectors) -> SixVectors {
    let (evenA, oddA) = (scaled(-b2, d.2, d.4), scaled(-b2, d.1, d.3))
    let (evenB, oddB) = (scaled(-a2, d.2, d.4), scaled(-a2, d.1, d.3))
    return (
        scaled(product, d.0, scaled(-sum, d.2, d.4)),
        scaled(a, oddA, evenA), scaled(-a, oddA, evenA),
        scaled(b, oddB, evenB), scaled(-b, oddB, evenB),
        scaled(product, d.1, scaled(-sum, d.3, d.5))
    )
}

/// `A^T m`.
@inline(__always)
private func transformOutput(_ m: SixVectors) -> FourVectors {
    let (evenA, oddA) = (m.1 + m.2, m.1 - m.2)
    let (evenB, oddB) = (m.3 + m.4, m.3 - m.4)
    return (
        m.0 + evenA + evenB,
        scaled(a, oddA, Vector(repeating: b) * oddB),
        scaled(a2, evenA, Vector(repeating: b2) * evenB),
        scaled(a3, oddA, scaled(b3, oddB, m.5))
    )
}

/// `G g`.
@inline(__always)
private func transformTaps(_ g: (Vector, Vector, Vector)) -> SixVectors {
    let scaleA = Vector(repeating: 1 / (2 * a2 * (a2 - b2)))
    let scaleB = Vector(repeating: 1 / (2 * b2 * (b2 - a2)))
    let (evenA, oddA) = (scaled(a2, g.2, g.0), Vector(repeating: a) * g.1)
    let (evenB, oddB) = (scaled(b2, g.2, g.0), Vector(repeating: b) * g.1)
    return (
        Vector(repeating: 1 / product) * g.0,
        scaleA * (evenA + oddA), scaleA * (evenA - oddA),
        scaleB * (evenB + oddB), scaleB * (evenB - oddB),
        g.2
    )
}

/// Six vectors, `stride` numbers apart.
@inline(__always)
private func loadSix(_ pointer: ConstantFloats, _ stride: Int) -> SixVectors {
    (
        loadVector(pointer), loadVector(pointer + stride), loadVector(pointer + 2 * stride),
        loadVector(pointer + 3 * stride), loadVector(pointer + 4 * stride), loadVector(pointer + 5 * stride)
    )
}

/// The first `count` channels of six pixels.
@inline(__always)
private func loadSix(_ pointer: ConstantFloats, _ stride: Int, _ count: Int) -> SixVectors {
    (
        loadPart(pointer, count), loadPart(pointer + stride, count), loadPart(pointer + 2 * stride, count),
        loadPart(pointer + 3 * stride, count), loadPart(pointer + 4 * stride, count),
        loadPart(pointer + 5 * stride, count)
    )
}

@inline(__always)
private func storeSix(_ x: SixVectors, _ pointer: MutableFloats, _ stride: Int) {
    storeVector(x.0, pointer)
    storeVector(x.1, pointer + stride)
    storeVector(x.2, pointer + 2 * stride)
    storeVector(x.3, pointer + 3 * stride)
    storeVector(x.4, pointer + 4 * stride)
    storeVector(x.5, pointer + 5 * stride)
}

@inline(__always)
private func storeFour(_ x: FourVectors, _ pointer: MutableFloats, _ stride: Int) {
    storeVector(x.0, pointer)
    storeVector(x.1, pointer + stride)
    storeVector(x.2, pointer + 2 * stride)
    storeVector(x.3, pointer + 3 * stride)
}

/// `B^T d B` of one tile: columns first, through `temporary` `[6, 6]`, then rows.
func winogradInput(_ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: WinogradInput.self)
    let temporary = tile.temporary
    var output = tile.output
    var channel = 0
    while channel < tile.channels {
        let source = tile.source + channel
        let left = tile.channels - channel
        if left >= width {
            for column in 0..<6 {
                let pixels = loadSix(source + column * tile.pixelStride, tile.rowStride)
                storeSix(transformInput(pixels), temporary + column * width, 6 * width)
            }
        } else {
            for column in 0..<6 {
                let pixels = loadSix(source + column * tile.pixelStride, tile.rowStride, left)
                storeSix(transformInput(pixels), temporary + column * width, 6 * width)
            }
        }
        for row in 0..<6 {
            let line = loadSix(ConstantFloats(temporary + row * 6 * width), width)
            storeSix(transformInput(line), output + row * 6 * tile.positionStride, tile.positionStride)
        }
        output += tile.blockStride
        channel += width
    }
}

/// Writes one pixel, `count` channels of it from `channel` on.
@inline(__always)
private func finish(_ value: Vector, _ tile: WinogradOutput, _ output: MutableFloats, _ channel: Int) {
    let left = tile.channels - channel
    var value = value
    if left >= width {
        if let bias = tile.bias { value += loadVector(bias + channel) }
        if tile.accumulate { value += loadVector(ConstantFloats(output)) }
        storeVector(value, output)
    } else {
        if let bias = tile.bias { value += loadPart(bias + channel, left) }
        if tile.accumulate { value += loadPart(ConstantFloats(output), left) }
        storePart(value, output, left)
    }
}

/// `A^T m A` of one tile: columns first, through `temporary` `[4, 6]`, then rows.
func winogradOutput(_ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: WinogradOutput.self)
    let temporary = tile.temporary
    var products = tile.products
    var channel = 0
    while channel < tile.channels {
        for column in 0..<6 {
            let line = loadSix(products + column * tile.positionStride, 6 * tile.positionStride)
            storeFour(transformOutput(line), temporary + column * width, 6 * width)
        }
        for row in 0..<tile.validRows {
            let pixels = transformOutput(loadSix(ConstantFloats(temporary + row * 6 * width), width))
            let output = tile.output + row * tile.rowStride + channel
            finish(pixels.0, tile, output, channel)
            if tile.validColumns > 1 { finish(pixels.1, tile, output + tile.pixelStride, channel) }
            if tile.validColumns > 2 { finish(pixels.2, tile, output + 2 * tile.pixelStride, channel) }
            if tile.validColumns > 3 { finish(pixels.3, tile, output + 3 * tile.pixelStride, channel) }
        }
        channel += width
        products += channel % (2 * width) == 0 ? tile.panelStride - width : width
    }
}

/// `G g G^T` of pairs of channels side by side, through `temporary` `[6, 3]`.
func winogradWeight(_ pointer: UnsafeRawPointer) {
    let tile = pointer.load(as: WinogradTaps.self)
    let temporary = tile.temporary
    var i = 0
    while i < tile.count {
        for column in 0..<3 {
            let taps = tile.taps + column * tile.count + i
            let three = (
                loadVector(taps), loadVector(taps + 3 * tile.count), loadVector(taps + 6 * tile.count)
            )
            storeSix(transformTaps(three), temporary + column * width, 3 * width)
        }
        for row in 0..<6 {
            let line = ConstantFloats(temporary + row * 3 * width)
            let three = (loadVector(line), loadVector(line + width), loadVector(line + 2 * width))
            storeSix(
                transformTaps(three), tile.output + i + row * 6 * tile.positionStride, tile.positionStride)
        }
        i += width
    }
}
