/// `2^x` for `x <= 0`, as softmax needs it, with a relative error below 1.5e-7. `2^0` is exactly one; below -126.5 the result
/// is zero, between there and -126 it loses its last bits gradually. NaN stays NaN. It also holds up to 127.
///
/// `x = n + f` with `|f| <= 1/2`; `2^f` is a polynomial of least greatest relative error (9.2e-8 before rounding) with the
/// constant term held at one.
@inline(__always)
func powerOfTwo(ofNonPositive x: Vector) -> Vector {
    // Minus infinity too becomes -127, whose power comes out as zero. NaN is not greater, so it stays.
    let least = Vector(repeating: -127)
    let bounded = x.replacing(with: least, where: least .> x)
    // The sum leaves n + 127, the biased exponent of 2^n, in its low bits.
    let shifted = bounded + biasedRoundingShift
    let f = bounded - (shifted - biasedRoundingShift)
    var p = Vector(repeating: 1.326_472_85e-3)
    p = fused(p, f, 9.671_512_99e-3)
    p = fused(p, f, 5.550_733_58e-2)
    p = fused(p, f, 0.240_222_424)
    p = fused(p, f, 0.693_147_004)
    p = fused(p, f, 1)
    let power = unsafeBitCast(shifted, to: IntegerVector.self) &<< 23
    return p * unsafeBitCast(power, to: Vector.self)
}

/// Adding it leaves the nearest integer, plus 127, in the low bits.
@inline(__always)
private var biasedRoundingShift: Vector { Vector(repeating: 12_582_912 + 127) }
