/// The counter-based generator Philox 4x32 with ten rounds: a keyed scrambling of a 128-bit counter into 128
/// random bits, so any element of any stream can be had without those before it.
///
/// Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
public enum Philox4x32 {
    /// Four random words for a counter and a key, in the order of Random123.
    @inlinable @inline(__always)
    public static func words(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
        var (x, y, z, w) = (counter.x, counter.y, counter.z, counter.w)
        var (low, high) = (key.x, key.y)
        for _ in 0..<10 {
            let first = UInt64(x) &* 0xD251_1F53
            let second = UInt64(z) &* 0xCD9E_8D57
            (x, y, z, w) = (
                UInt32(truncatingIfNeeded: second >> 32) ^ y ^ low,
                UInt32(truncatingIfNeeded: second),
                UInt32(truncatingIfNeeded: first >> 32) ^ w ^ high,
                UInt32(truncatingIfNeeded: first)
            )
            low &+= 0x9E37_79B9
            high &+= 0xBB67_AE85
        }
        return SIMD4(x, y, z, w)
    }
}
