/// How numbers are stored.
public enum ElementType: UInt8, Sendable {
    case float32
    /// The upper half of a `float32`.
    case bfloat16
    /// IEEE half precision.
    case float16

    /// Bytes of a number.
    public var size: Int { self == .float32 ? 4 : 2 }
}
