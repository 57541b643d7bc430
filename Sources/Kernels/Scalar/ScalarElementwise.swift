import KernelInterface

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

private func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }

private let rootHalf = Float(0.5).squareRoot()
private let rootTwoOverPi = (2 / Float.pi).squareRoot()

func scalarUnary(
    _ code: Int32, _ count: Int, _ x: ConstantFloats, _ output: MutableFloats, _ stream: Bool
) {
    guard let operation = UnaryOperation(rawValue: code) else { return }
    for i in 0..<count { output[i] = value(of: operation, x[i]) }
}

func scalarUnaryGradient(
    _ code: Int32, _ count: Int, _ x: ConstantFloats, _ outputGradient: ConstantFloats,
    _ inputGradient: MutableFloats
) {
    guard let operation = UnaryOperation(rawValue: code) else { return }
    for i in 0..<count { inputGradient[i] = outputGradient[i] * slope(of: operation, x[i]) }
}

func scalarGatedGelu(
    _ rows: Int, _ columns: Int, _ x: ConstantFloats, _ output: MutableFloats, _ stream: Bool
) {
    for row in 0..<rows {
        let values = x + row * 2 * columns
        for j in 0..<columns {
            output[row * columns + j] = values[j] * value(of: .gelu, values[columns + j])
        }
    }
}

private func value(of operation: UnaryOperation, _ x: Float) -> Float {
    switch operation {
    case .silu: x * sigmoid(x)
    // Bounded, as minus infinity times zero is not a number.
    case .gelu: 0.5 * max(x, -40) * erfc(-x * rootHalf)
    case .geluTanh: x * sigmoid(2 * rootTwoOverPi * (x + 0.044715 * x * x * x))
    case .quickGelu: x * sigmoid(1.702 * x)
    case .relu: max(x, 0)
    case .tanh: tanh(x)
    case .sigmoid: sigmoid(x)
    case .exp: exp(x)
    case .log: log(x)
    case .sqrt: x.squareRoot()
    case .square: x * x
    case .reciprocal: 1 / x
    case .negate: -x
    case .absolute: abs(x)
    case .sine: sin(x)
    case .cosine: cos(x)
    case .softplus: max(x, 0) + log1p(exp(-abs(x)))
    }
}

private func slope(of operation: UnaryOperation, _ x: Float) -> Float {
    switch operation {
    case .silu:
        let s = sigmoid(x)
        return s * (1 + x * (1 - s))
    case .gelu:
        return 0.5 * erfc(-x * rootHalf) + 0.5 * rootTwoOverPi * x * exp(-0.5 * x * x)
    case .geluTanh:
        let s = sigmoid(2 * rootTwoOverPi * (x + 0.044715 * x * x * x))
        return s * (1 + x * (1 - s) * 2 * rootTwoOverPi * (1 + 3 * 0.044715 * x * x))
    case .quickGelu:
        let s = sigmoid(1.702 * x)
        return s * (1 + 1.702 * x * (1 - s))
    case .relu: return x > 0 ? 1 : 0
    case .tanh:
        let t = tanh(x)
        return 1 - t * t
    case .sigmoid:
        let s = sigmoid(x)
        return s * (1 - s)
    case .exp: return exp(x)
    case .log: return 1 / x
    case .sqrt: return 0.5 / x.squareRoot()
    case .square: return 2 * x
    case .reciprocal: return -1 / (x * x)
    case .negate: return -1
    case .absolute: return x > 0 ? 1 : (x < 0 ? -1 : 0)
    case .sine: return cos(x)
    case .cosine: return -sin(x)
    case .softplus: return sigmoid(x)
    }
}

func scalarBinary(
    _ code: Int32, _ count: Int, _ a: ConstantFloats, _ b: ConstantFloats, _ output: MutableFloats,
    _ stream: Bool
) {
    guard let operation = BinaryOperation(rawValue: code) else { return }
    for i in 0..<count { output[i] = value(of: operation, a[i], b[i]) }
}

func scalarBinaryScalar(
    _ code: Int32, _ count: Int, _ a: ConstantFloats, _ b: Float, _ output: MutableFloats, _ swapped: Bool
) {
    guard let operation = BinaryOperation(rawValue: code) else { return }
    for i in 0..<count { output[i] = swapped ? value(of: operation, b, a[i]) : value(of: operation, a[i], b) }
}

private func value(of operation: BinaryOperation, _ a: Float, _ b: Float) -> Float {
    switch operation {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .minimum: min(a, b)
    case .maximum: max(a, b)
    }
}

func scalarAdamW(
    _ count: Int, _ parameter: MutableFloats, _ gradient: ConstantFloats, _ first: MutableFloats,
    _ second: MutableFloats, _ step: ConstantFloats
) {
    let (rate, beta1, beta2, epsilon, decay) = (step[0], step[1], step[2], step[3], step[4])
    for i in 0..<count {
        first[i] = beta1 * first[i] + (1 - beta1) * gradient[i]
        second[i] = beta2 * second[i] + (1 - beta2) * gradient[i] * gradient[i]
        let direction = first[i] / step[5] / ((second[i] / step[6]).squareRoot() + epsilon)
        parameter[i] -= rate * (decay * parameter[i] + direction)
    }
}
