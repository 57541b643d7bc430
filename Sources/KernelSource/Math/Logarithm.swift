/// Natural logarithm to within 2 units in the last place: Cephes' `logf`.
@inline(__always)
func logarithm(_ x: Vector) -> Vector {
    // Subnormal numbers are made normal first.
    let subnormal = x .< Float.leastNormalMagnitude
    let scaled = x.replacing(with: x * 8_388_608, where: subnormal)
    let bits = unsafeBitCast(scaled, to: IntegerVector.self)
    // The mantissa in [0.5, 1).
    var mantissa = unsafeBitCast((bits & 0x007F_FFFF) | 0x3F00_0000, to: Vector.self)
    var exponent = numbers((bits &>> 23) & 0xFF) - 126
    exponent = exponent.replacing(with: exponent - 23, where: subnormal)
    // In [sqrt(1/2), sqrt(2)), less one.
    let low = mantissa .< 0.707_106_77
    exponent = exponent.replacing(with: exponent - 1, where: low)
    mantissa = mantissa.replacing(with: mantissa + mantissa, where: low) - 1
    let square = mantissa * mantissa
    var p = Vector(repeating: 7.037_683_629_2e-2)
    p = fused(p, mantissa, -0.115_146_103_1)
    p = fused(p, mantissa, 0.116_769_987_4)
    p = fused(p, mantissa, -0.124_201_408_46)
    p = fused(p, mantissa, 0.142_493_227_87)
    p = fused(p, mantissa, -0.166_680_576_65)
    p = fused(p, mantissa, 0.200_007_147_65)
    p = fused(p, mantissa, -0.249_999_939_93)
    p = fused(p, mantissa, 0.333_333_311_74)
    var y = p * mantissa * square
    y = fused(exponent, Vector(repeating: -2.121_944_4e-4), y)
    y = fused(square, Vector(repeating: -0.5), y)
    var result = fused(exponent, Vector(repeating: 0.693_359_375), mantissa + y)
    result = result.replacing(with: x, where: x .== .infinity)
    result = result.replacing(with: -.infinity, where: x .== 0)
    return result.replacing(with: .nan, where: .!(x .>= 0))
}

/// Integers in 0..<2^23 as numbers, without the conversion of the standard library, which goes place by place.
@inline(__always)
private func numbers(_ n: IntegerVector) -> Vector {
    unsafeBitCast(n | 0x4B00_0000, to: Vector.self) - 8_388_608
}

/// `log(1 + u)` for `u >= 0`, right also where `1 + u` rounds.
@inline(__always)
func logarithmOfOnePlus(_ u: Vector) -> Vector {
    let sum = u + 1
    return logarithm(sum) - ((sum - 1) - u) / sum
}
