import Tensors

/// How a parameter starts when it is not loaded.
public enum Initializer: Sendable {
    case zeros
    case ones
    /// Normal with this standard deviation.
    case normal(Float)
    /// Uniform within ± this bound.
    case uniform(Float)

    /// PyTorch's default for linear layers and convolutions: uniform within ± 1/√(fan in).
    public static func fanIn(_ count: Int) -> Initializer { .uniform(1 / Float(max(count, 1)).squareRoot()) }

    /// Values that depend on the stream alone.
    func values(_ shape: Shape, from stream: RandomStream) -> Tensor {
        switch self {
        case .zeros: return Tensor(repeating: 0, shape: shape)
        case .ones: return Tensor(repeating: 1, shape: shape)
        case .normal(let deviation): return Tensor.normal(shape, from: stream) * deviation
        case .uniform(let bound): return Tensor.uniform(shape, from: stream) * (2 * bound) - bound
        }
    }

    /// Values of the same spread from a cheap pattern instead of random numbers.
    func pattern(_ shape: Shape, from stream: RandomStream) -> Tensor {
        switch self {
        case .zeros, .ones: values(shape, from: stream)
        // Uniform within ± √3 has a standard deviation of 1.
        case .normal(let deviation): .patterned(shape, from: stream, bound: deviation * Float(3).squareRoot())
        case .uniform(let bound): .patterned(shape, from: stream, bound: bound)
        }
    }
}
