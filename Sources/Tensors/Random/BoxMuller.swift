// The square root of a vector may call `sqrtf`, and the linker finds it only when something imports libm.
#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Normals from random words (Box and Muller 1958), each pair of words giving a pair of normals.
///
/// Logarithm, sine and cosine are polynomials of our own (after Moshier's Cephes, relative error below 2e-7),
/// and products are never fused with sums, so the bits are the same on every machine, which libm does not
/// promise.
enum BoxMuller {
    /// Elements 2i and 2i + 1 come from words 2i (length) and 2i + 1 (angle). The largest is 6.76 in
    /// magnitude.
    @inline(__always)
    static func normals(_ words: SIMD16<UInt32>) -> SIMD16<Float> {
        // In (0, 1]; the smallest is 2^-33.
        let uniform = SIMD8<Float>(words.evenHalf) * 0x1p-32 + 0x1p-33
        let length = (logarithm(uniform) * -2).squareRoot()
        let (sine, cosine) = sineAndCosine(words.oddHalf)
        var normals = SIMD16<Float>()
        normals.evenHalf = length * cosine
        normals.oddHalf = length * sine
        return normals
    }

    /// Natural logarithm of positive normal numbers.
    @inline(__always)
    static func logarithm(_ value: SIMD8<Float>) -> SIMD8<Float> {
        let bits = unsafeBitCast(value, to: SIMD8<UInt32>.self)
        var exponent = SIMD8<Float>(SIMD8<Int32>(truncatingIfNeeded: bits &>> 23) &- 126)
        // value = mantissa 2^exponent with the mantissa in [sqrt(1/2), sqrt(2)), less 1.
        var mantissa = unsafeBitCast((bits & 0x007F_FFFF) | 0x3F00_0000, to: SIMD8<Float>.self)
        let isSmall = mantissa .< 0.707_106_77
        exponent.replace(with: exponent - 1, where: isSmall)
        mantissa.replace(with: mantissa + mantissa, where: isSmall)
        mantissa -= 1

        let square = mantissa * mantissa
        var sum = SIMD8<Float>(repeating: 7.037_683_629_2e-2)
        sum = sum * mantissa - 1.151_461_031_0e-1
        sum = sum * mantissa + 1.167_699_874_0e-1
        sum = sum * mantissa - 1.242_014_084_6e-1
        sum = sum * mantissa + 1.424_932_278_7e-1
        sum = sum * mantissa - 1.666_805_766_5e-1
        sum = sum * mantissa + 2.000_071_476_5e-1
        sum = sum * mantissa - 2.499_999_399_3e-1
        sum = sum * mantissa + 3.333_333_117_4e-1
        sum = sum * mantissa * square
        // ln 2 in two parts, the larger exact in few bits.
        sum = sum + exponent * -2.121_944_40e-4 - square * 0.5
        return mantissa + sum + exponent * 0.693_359_375
    }

    /// Sine and cosine of the word as a part of the full turn.
    @inline(__always)
    static func sineAndCosine(_ turn: SIMD8<UInt32>) -> (sine: SIMD8<Float>, cosine: SIMD8<Float>) {
        // The nearest quarter turn, and the rest of at most an eighth of a turn on either side.
        let quarter = (turn &+ 0x2000_0000) &>> 30
        let rest = SIMD8<Int32>(truncatingIfNeeded: turn &- (quarter &<< 30))
        let angle = SIMD8<Float>(rest) * (0x1p-30 * 1.570_796_326_794_896_6)
        let square = angle * angle

        var sine = square * -1.951_529_589_1e-4 + 8.332_160_873_6e-3
        sine = sine * square - 1.666_665_461_1e-1
        sine = sine * square * angle + angle
        var cosine = square * 2.443_315_711_809_948e-5 - 1.388_731_625_493_765e-3
        cosine = cosine * square + 4.166_664_568_298_827e-2
        cosine = cosine * square * square - square * 0.5 + 1

        // A quarter turn exchanges the two; half a turn negates both.
        let isOdd = (quarter & 1) .== 1
        let exchanged = (
            sine: sine.replacing(with: cosine, where: isOdd),
            cosine: cosine.replacing(with: sine, where: isOdd)
        )
        let sineIsNegative = quarter .>= 2
        let cosineIsNegative = (quarter &+ 1) & 2 .== 2
        return (
            exchanged.sine.replacing(with: -exchanged.sine, where: sineIsNegative),
            exchanged.cosine.replacing(with: -exchanged.cosine, where: cosineIsNegative)
        )
    }
}
