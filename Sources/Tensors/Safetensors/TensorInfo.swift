/// What a safetensors file says of one tensor.
public struct TensorInfo: Hashable, Sendable {
    public let type: StoredType
    /// Extents, outermost first; empty for a scalar.
    public let shape: [Int]
    /// Where its bytes lie in the file.
    public let byteRange: Range<Int>

    /// Number of elements.
    public var count: Int { byteRange.count / type.size }
}
