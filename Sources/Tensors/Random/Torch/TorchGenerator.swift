/// A source of the random numbers that PyTorch would draw.
public protocol TorchGenerator: Hashable, Sendable {
    /// `torch.rand(count)`: in [0, 1).
    mutating func uniform(count: Int) -> [Float]

    /// `torch.randn(count, dtype=type)`: mean 0, variance 1.
    ///
    /// - Parameter type: `float32`, `float16` or `bfloat16`; of others, `float32` is taken.
    mutating func normal(count: Int, type: StoredType) -> [Float]
}

extension TorchGenerator {
    /// `torch.rand(shape)`, in the order of memory.
    public mutating func uniform(_ shape: Shape) -> Tensor {
        Tensor(uniform(count: shape.count), shape: shape)
    }

    /// `torch.randn(shape)`, in the order of memory.
    public mutating func normal(_ shape: Shape) -> Tensor {
        Tensor(normal(count: shape.count, type: .float32), shape: shape)
    }

    /// `torch.randn` of pictures, which lie as `[B, C, H, W]` there, as the same pictures here: `[B, H, W, C]`.
    ///
    /// - Parameters:
    ///   - shape: `[B, ..., C]`, drawn as `[B, C, ...]`.
    ///   - type: the type in which Python draws: that of the pipeline.
    /// - Precondition: at least two axes.
    public mutating func normalChannelsFirst(_ shape: Shape, type: StoredType = .float32) -> Tensor {
        precondition(shape.rank >= 2, "\(shape) has no axis of channels behind one of samples")
        let values = normal(count: shape.count, type: type)
        let extents = shape.dimensions
        let drawn = Shape([extents[0], shape.last] + extents[1..<extents.count - 1])
        let order = [0] + Array(2..<shape.rank) + [1]
        return Tensor(values, shape: drawn).transposed(order)
    }

    /// `randn_tensor` of diffusers with a list of generators: each draws its own picture, `[1, C, H, W]`, of the batch
    /// `[B, H, W, C]`. A list of one draws the whole batch, as there.
    ///
    /// - Precondition: one generator, or as many as pictures.
    public static func normalChannelsFirst(
        _ shape: Shape, from generators: inout [Self], type: StoredType = .float32
    ) -> Tensor {
        if generators.count == 1 { return generators[0].normalChannelsFirst(shape, type: type) }
        precondition(
            generators.count == shape.dimensions.first,
            "\(generators.count) generators for the batch \(shape)")
        let sample = Shape([1] + shape.dimensions.dropFirst())
        return .concatenated(
            generators.indices.map { generators[$0].normalChannelsFirst(sample, type: type) }, axis: 0)
    }
}

extension StoredType {
    /// A number rounded to one that a type of half precision has; the same number for other types.
    func rounded(_ value: Float) -> Float {
        switch self {
        case .float16: HalfPrecision.fromFloat16(HalfPrecision.toFloat16(value))
        case .bfloat16: HalfPrecision.fromBFloat16(HalfPrecision.toBFloat16(value))
        default: value
        }
    }
}
