/// A number in 16 bits.
public enum HalfFormat: Int32, CaseIterable, Sendable {
    /// The upper half of a float32: 8 bits of exponent, 7 of mantissa.
    case bfloat16
    /// IEEE 754 binary16: 5 bits of exponent, 10 of mantissa.
    case float16
}
