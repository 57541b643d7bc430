import CInstructions
import KernelInterface

/// `output = function(x)`. Transparent, so that the function is inlined, and that once: the last vector is an ordinary turn
/// of the loop.
@_transparent
private func map(
    _ count: Int, _ x: ConstantFloats, _ output: MutableFloats, _ stream: Bool, _ function: (Vector) -> Vector
) {
    var i = 0
    while i < count {
        let left = count - i
        let result = function(left >= width ? loadVector(x + i) : loadPart(x + i, left))
        if left >= width {
            storeVector(result, output + i, stream: stream)
        } else {
            storePart(result, output + i, left)
        }
        i += width
    }
}

func unary(
    _ code: Int32, _ count: Int, _ x: ConstantFloats, _ output: MutableFloats, _ stream: Bool
) {
    guard let operation = UnaryCode(rawValue: code) else { return }
    let stream = stream && aligned(output)
    defer { if stream { tweed_stream_fence() } }
    switch operation {
    case .silu: map(count, x, output, stream, silu)
    case .gelu: map(count, x, output, stream, gelu)
    case .geluTanh: map(count, x, output, stream, geluTanh)
    case .quickGelu: map(count, x, output, stream, quickGelu)
    case .relu: map(count, x, output, stream) { maximum($0, Vector()) }
    case .tanh: map(count, x, output, stream, hyperbolicTangent)
    case .sigmoid: map(count, x, output, stream, logistic)
    case .exp: map(count, x, output, stream, exponential)
    case .log: map(count, x, output, stream, logarithm)
    case .sqrt: map(count, x, output, stream) { squareRoot($0) }
    case .square: map(count, x, output, stream) { $0 * $0 }
    case .reciprocal: map(count, x, output, stream) { 1 / $0 }
    case .negate: map(count, x, output, stream) { -$0 }
    case .absolute: map(count, x, output, stream) { maximum($0, -$0) }
    case .sine: map(count, x, output, stream, sine)
    case .cosine: map(count, x, output, stream, cosine)
    case .softplus: map(count, x, output, stream, softplus)
    }
}

/// `output = gradient * slope(x)`.
@_transparent
private func mapGradient(
    _ count: Int, _ x: ConstantFloats, _ gradient: ConstantFloats, _ output: MutableFloats,
    _ slope: (Vector) -> Vector
) {
    var i = 0
    while i < count {
        let left = count - i
        let slope = slope(left >= width ? loadVector(x + i) : loadPart(x + i, left))
        if left >= width {
            storeVector(loadVector(gradient + i) * slope, output + i)
        } else {
            storePart(loadPart(gradient + i, left) * slope, output + i, left)
        }
        i += width
    }
}

func unaryGradient(
    _ code: Int32, _ count: Int, _ x: ConstantFloats, _ gradient: ConstantFloats, _ output: MutableFloats
) {
    guard let operation = UnaryCode(rawValue: code) else { return }
    let (zero, one) = (Vector(), Vector(repeating: 1))
    switch operation {
    case .silu: mapGradient(count, x, gradient, output, siluSlope)
    case .gelu: mapGradient(count, x, gradient, output, geluSlope)
    case .geluTanh: mapGradient(count, x, gradient, output, geluTanhSlope)
    case .quickGelu: mapGradient(count, x, gradient, output, quickGeluSlope)
    case .relu: mapGradient(count, x, gradient, output) { zero.replacing(with: one, where: $0 .> 0) }
    case .tanh: mapGradient(count, x, gradient, output, tanhSlope)
    case .sigmoid: mapGradient(count, x, gradient, output, logisticSlope)
    case .exp: mapGradient(count, x, gradient, output, exponential)
    case .log: mapGradient(count, x, gradient, output) { 1 / $0 }
    case .sqrt: mapGradient(count, x, gradient, output) { 0.5 / squareRoot($0) }
    case .square: mapGradient(count, x, gradient, output) { $0 + $0 }
    case .reciprocal: mapGradient(count, x, gradient, output) { -1 / ($0 * $0) }
    case .negate: mapGradient(count, x, gradient, output) { _ in -one }
    case .absolute:
        mapGradient(count, x, gradient, output) {
            zero.replacing(with: one, where: $0 .> 0).replacing(with: -one, where: $0 .< 0)
        }
    case .sine: mapGradient(count, x, gradient, output, cosine)
    case .cosine: mapGradient(count, x, gradient, output, minusSine)
    case .softplus: mapGradient(count, x, gradient, output, logistic)
    }
}
