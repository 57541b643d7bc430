import KernelInterface

/// `output = function(x)`.
@inline(__always)
private func map(_ count: Int, _ x: ConstantFloats, _ output: MutableFloats, _ function: (Vector) -> Vector) {
    var i = 0
    while i + width <= count {
        storeVector(function(loadVector(x + i)), output + i)
        i += width
    }
    if i < count { storePart(function(loadPart(x + i, count - i)), output + i, count - i) }
}

func unary(_ code: Int32, _ count: Int, _ x: ConstantFloats, _ output: MutableFloats) {
    guard let operation = UnaryCode(rawValue: code) else { return }
    switch operation {
    case .silu: map(count, x, output, silu)
    case .gelu: map(count, x, output, gelu)
    case .geluTanh: map(count, x, output, geluTanh)
    case .quickGelu: map(count, x, output, quickGelu)
    case .relu: map(count, x, output) { maximum($0, Vector()) }
    case .tanh: map(count, x, output, hyperbolicTangent)
    case .sigmoid: map(count, x, output, logistic)
    case .exp: map(count, x, output, exponential)
    case .log: map(count, x, output, logarithm)
    case .sqrt: map(count, x, output) { squareRoot($0) }
    case .square: map(count, x, output) { $0 * $0 }
    case .reciprocal: map(count, x, output) { 1 / $0 }
    case .negate: map(count, x, output) { -$0 }
    case .absolute: map(count, x, output) { maximum($0, -$0) }
    case .sine: map(count, x, output, sine)
    case .cosine: map(count, x, output, cosine)
    case .softplus: map(count, x, output, softplus)
    }
}

/// `output = gradient * slope(x)`.
@inline(__always)
private func mapGradient(
    _ count: Int, _ x: ConstantFloats, _ gradient: ConstantFloats, _ output: MutableFloats,
    _ slope: (Vector) -> Vector
) {
    var i = 0
    while i + width <= count {
        storeVector(loadVector(gradient + i) * slope(loadVector(x + i)), output + i)
        i += width
    }
    let left = count - i
    if left > 0 { storePart(loadPart(gradient + i, left) * slope(loadPart(x + i, left)), output + i, left) }
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
