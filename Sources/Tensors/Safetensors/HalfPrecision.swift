/// Conversions between float32 and the two 16-bit formats, by bits: `Float16` does not exist on every
/// platform.
public enum HalfPrecision {
    /// Exact.
    @inlinable @inline(__always)
    public static func fromBFloat16(_ bits: UInt16) -> Float { Float(bitPattern: UInt32(bits) << 16) }

    /// To nearest, ties to even; too large becomes infinite, NaN stays NaN.
    @inlinable @inline(__always)
    public static func toBFloat16(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        if value.isNaN { return UInt16(truncatingIfNeeded: bits >> 16) | 0x40 }
        return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16)
    }

    /// Exact.
    @inlinable @inline(__always)
    public static func fromFloat16(_ bits: UInt16) -> Float {
        let sign = UInt32(bits & 0x8000) << 16
        let magnitude = UInt32(bits & 0x7FFF)
        if magnitude >= 0x7C00 { return Float(bitPattern: sign | 0x7F80_0000 | (magnitude & 0x3FF) << 13) }
        if magnitude >= 0x400 { return Float(bitPattern: sign | ((magnitude << 13) &+ (112 << 23))) }
        return Float(bitPattern: sign | (Float(magnitude) * 0x1p-24).bitPattern)
    }

    /// To nearest, ties to even; too large becomes infinite, NaN stays NaN.
    @inlinable @inline(__always)
    public static func toFloat16(_ value: Float) -> UInt16 {
        let sign = UInt16(truncatingIfNeeded: (value.bitPattern >> 16) & 0x8000)
        let magnitude = value.bitPattern & 0x7FFF_FFFF
        if value.isNaN { return sign | 0x7E00 | UInt16(truncatingIfNeeded: (magnitude >> 13) & 0x3FF) }
        if magnitude >= 0x4780_0000 { return sign | 0x7C00 }
        if magnitude >= 0x3880_0000 {
            let moved = magnitude &- (112 << 23)
            return sign | UInt16(truncatingIfNeeded: (moved &+ 0xFFF &+ ((moved >> 13) & 1)) >> 13)
        }
        // Below 2^-14 the unit is 2^-24; adding and taking away 1.5 * 2^23 rounds to whole units, ties to
        // even.
        let units = Float(bitPattern: magnitude) * 0x1p24
        return sign | UInt16(truncatingIfNeeded: (units + 0x1.8p23).bitPattern &- 0x4B40_0000)
    }
}
