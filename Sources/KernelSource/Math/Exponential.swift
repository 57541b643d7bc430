/// `exp` to within 2 units in the last place, over- and underflowing gradually as it should. Reduction to
/// `|r| <= ln(2) / 2` and the polynomial are those of Cephes' `expf`.
@inline(__always)
func exponential(_ x: Vector) -> Vector {
    // Beyond these bounds the result is infinite or zero.
    let bounded = maximum(minimum(x, Vector(repeating: 90)), Vector(repeating: -105))
    let shifted = fused(bounded, Vector(repeating: 1.442_695_04), roundingShift)
    let n = shifted - roundingShift
    var r = fused(n, Vector(repeating: -0.693_359_375), bounded)
    r = fused(n, Vector(repeating: 2.121_944_4e-4), r)
    var p = Vector(repeating: 1.987_569_15e-4)
    p = fused(p, r, 1.398_199_950_7e-3)
    p = fused(p, r, 8.333_451_907_3e-3)
    p = fused(p, r, 4.166_579_589_4e-2)
    p = fused(p, r, 0.166_666_654_59)
    p = fused(p, r, 0.500_000_012_01)
    let y = fused(p, r * r, r) + 1
    // Two factors, as 2^n alone may not be a normal number.
    let exponent =
        unsafeBitCast(shifted, to: IntegerVector.self) &- unsafeBitCast(roundingShift, to: IntegerVector.self)
    let half = exponent &>> 1
    let result = y * power(half) * power(exponent &- half)
    return result.replacing(with: x, where: x .!= x)
}

/// Adding it leaves the nearest integer in the low bits.
@inline(__always)
var roundingShift: Vector { Vector(repeating: 12_582_912) }

/// `2^n` for `n` in -126...127.
@inline(__always)
func power(_ n: IntegerVector) -> Vector {
    unsafeBitCast((n &+ 127) &<< 23, to: Vector.self)
}

/// `1 / (1 + exp(-x))`.
@inline(__always)
func logistic(_ x: Vector) -> Vector {
    1 / (exponential(-x) + 1)
}

/// `tanh` to within 3 units in the last place: Cephes' `tanhf` polynomial below 0.625, exponentials above.
@inline(__always)
func hyperbolicTangent(_ x: Vector) -> Vector {
    let square = x * x
    var p = Vector(repeating: -5.704_988_727_45e-3)
    p = fused(p, square, 2.063_908_879_54e-2)
    p = fused(p, square, -5.373_971_278_8e-2)
    p = fused(p, square, 0.133_314_422_036)
    p = fused(p, square, -0.333_332_819_422)
    let small = fused(p * square, x, x)
    let large = 1 - 2 / (exponential(x + x) + 1)
    return large.replacing(with: small, where: square .< 0.390_625)
}

/// `erfc(|x|)` with a relative error below 2e-7 for small x (Numerical Recipes in C, second edition, section 6.2); where it
/// is below 1e-6 the square in the exponent costs more.
@inline(__always)
func complementaryErrorFunction(ofMagnitude x: Vector) -> Vector {
    let t = 1 / fused(x, Vector(repeating: 0.5), 1)
    var p = Vector(repeating: 0.170_872_77)
    p = fused(p, t, -0.822_152_23)
    p = fused(p, t, 1.488_515_87)
    p = fused(p, t, -1.135_203_98)
    p = fused(p, t, 0.278_868_07)
    p = fused(p, t, -0.186_288_06)
    p = fused(p, t, 0.096_784_18)
    p = fused(p, t, 0.374_091_96)
    p = fused(p, t, 1.000_023_68)
    p = fused(p, t, -1.265_512_23)
    return t * exponential(p - x * x)
}

/// The distribution function of the normal distribution.
@inline(__always)
func normalDistribution(_ x: Vector) -> Vector {
    let magnitude = maximum(x, -x)
    let tail = 0.5 * complementaryErrorFunction(ofMagnitude: magnitude * 0.707_106_78)
    return (1 - tail).replacing(with: tail, where: x .< 0)
}
