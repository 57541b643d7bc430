import CInstructions
import KernelInterface

@_transparent
private func map(
    _ count: Int, _ a: ConstantFloats, _ b: ConstantFloats, _ output: MutableFloats,
    _ stream: Bool, _ function: (Vector, Vector) -> Vector
) {
    var i = 0
    while i + width <= count {
        storeVector(function(loadVector(a + i), loadVector(b + i)), output + i, stream: stream)
        i += width
    }
    let left = count - i
    if left > 0 { storePart(function(loadPart(a + i, left), loadPart(b + i, left)), output + i, left) }
}

func binary(
    _ code: Int32, _ count: Int, _ a: ConstantFloats, _ b: ConstantFloats, _ output: MutableFloats,
    _ stream: Bool
) {
    guard let operation = BinaryCode(rawValue: code) else { return }
    let stream = stream && aligned(output)
    defer { if stream { tweed_stream_fence() } }
    switch operation {
    case .add: map(count, a, b, output, stream) { $0 + $1 }
    case .subtract: map(count, a, b, output, stream) { $0 - $1 }
    case .multiply: map(count, a, b, output, stream) { $0 * $1 }
    case .divide: map(count, a, b, output, stream) { $0 / $1 }
    case .minimum: map(count, a, b, output, stream) { minimum($0, $1) }
    case .maximum: map(count, a, b, output, stream) { maximum($0, $1) }
    }
}

@_transparent
private func map(_ count: Int, _ a: ConstantFloats, _ output: MutableFloats, _ function: (Vector) -> Vector) {
    var i = 0
    while i + width <= count {
        storeVector(function(loadVector(a + i)), output + i)
        i += width
    }
    if i < count { storePart(function(loadPart(a + i, count - i)), output + i, count - i) }
}

func binaryScalar(
    _ code: Int32, _ count: Int, _ a: ConstantFloats, _ scalar: Float, _ output: MutableFloats,
    _ swapped: Bool
) {
    guard let operation = BinaryCode(rawValue: code) else { return }
    let b = Vector(repeating: scalar)
    switch (operation, swapped) {
    case (.add, _): map(count, a, output) { $0 + b }
    case (.subtract, false): map(count, a, output) { $0 - b }
    case (.subtract, true): map(count, a, output) { b - $0 }
    case (.multiply, _): map(count, a, output) { $0 * b }
    case (.divide, false): map(count, a, output) { $0 / b }
    case (.divide, true): map(count, a, output) { b / $0 }
    case (.minimum, false): map(count, a, output) { minimum($0, b) }
    case (.minimum, true): map(count, a, output) { minimum(b, $0) }
    case (.maximum, false): map(count, a, output) { maximum($0, b) }
    case (.maximum, true): map(count, a, output) { maximum(b, $0) }
    }
}

func scale(_ count: Int, _ alpha: Float, _ x: ConstantFloats, _ output: MutableFloats) {
    let alpha = Vector(repeating: alpha)
    map(count, x, output) { alpha * $0 }
}

func axpy(_ count: Int, _ alpha: Float, _ x: ConstantFloats, _ y: MutableFloats) {
    let alpha = Vector(repeating: alpha)
    map(count, x, y, y, false) { fused(alpha, $0, $1) }
}

func adamW(
    _ count: Int, _ parameter: MutableFloats, _ gradient: ConstantFloats, _ first: MutableFloats,
    _ second: MutableFloats, _ step: ConstantFloats
) {
    let (rate, beta1, beta2, epsilon, decay) = (step[0], step[1], step[2], step[3], step[4])
    let (correction1, correction2) = (step[5], step[6])
    @inline(__always)
    func update(_ p: Vector, _ g: Vector, _ m: Vector, _ v: Vector) -> (Vector, Vector, Vector) {
        let m = fused(Vector(repeating: 1 - beta1), g, beta1 * m)
        let v = fused((1 - beta2) * g, g, beta2 * v)
        let direction = m / correction1 / (squareRoot(v / correction2) + epsilon)
        return (p - rate * fused(Vector(repeating: decay), p, direction), m, v)
    }
    var i = 0
    while i + width <= count {
        let (p, m, v) = update(
            loadVector(parameter + i), loadVector(gradient + i), loadVector(first + i), loadVector(second + i)
        )
        storeVector(p, parameter + i)
        storeVector(m, first + i)
        storeVector(v, second + i)
        i += width
    }
    let left = count - i
    guard left > 0 else { return }
    let (p, m, v) = update(
        loadPart(parameter + i, left), loadPart(gradient + i, left), loadPart(first + i, left),
        loadPart(second + i, left))
    storePart(p, parameter + i, left)
    storePart(m, first + i, left)
    storePart(v, second + i, left)
}
