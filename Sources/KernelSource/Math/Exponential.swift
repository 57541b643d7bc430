import CInstructions

/// `exp` to within 2 units in the last place, over- and underflowing gradually as it should.
@_transparent
func exponential(_ x: Vector) -> Vector {
    // Beyond these bounds the result is infinite or zero. What is not a number goes through.
    scaledExponential(larger(minimum(x, Vector(repeating: 90)), Vector(repeating: -105)))
}

/// `exp(x)` for `x <= 0`, as `exponential`.
@_transparent
func exponentialOfNegative(_ x: Vector) -> Vector {
    scaledExponential(larger(x, Vector(repeating: -105)))
}

/// `exp` in -105...90: reduction to `|r| <= ln(2) / 2` and the polynomial of Cephes' `expf`.
@_transparent
private func scaledExponential(_ x: Vector) -> Vector {
    let shifted = fused(x, Vector(repeating: 1.442_695_04), roundingShift)
    let n = shifted - roundingShift
    var r = fused(n, Vector(repeating: -0.693_359_375), x)
    r = fused(n, Vector(repeating: 2.121_944_4e-4), r)
    var p = Vector(repeating: 1.987_569_15e-4)
    p = fused(p, r, 1.398_199_950_7e-3)
    p = fused(p, r, 8.333_451_907_3e-3)
    p = fused(p, r, 4.166_579_589_4e-2)
    p = fused(p, r, 0.166_666_654_59)
    p = fused(p, r, 0.500_000_012_01)
    return timesPower(fused(p, r * r, r) + 1, n, shifted)
}

/// `2^x` for `x` in -150...0, to within 2 units in the last place: `2^r`, `|r| <= 1/2`, by a least-squares
/// polynomial whose own error is below 2e-9.
@_transparent
func powerOfTwo(ofNegative x: Vector) -> Vector {
    let shifted = x + roundingShift
    let n = shifted - roundingShift
    let r = x - n
    var p = Vector(repeating: 1.547_629_42e-4)
    p = fused(p, r, 1.340_027_18e-3)
    p = fused(p, r, 9.618_003_91e-3)
    p = fused(p, r, 5.550_327_79e-2)
    p = fused(p, r, 0.240_226_514)
    p = fused(p, r, 0.693_147_181)
    return timesPower(fused(p, r, 1), n, shifted)
}

/// `y * 2^n`, where the low bits of `shifted` hold `n` as `roundingShift` left it.
@_transparent
private func timesPower(_ y: Vector, _ n: Vector, _ shifted: Vector) -> Vector {
    #if VECTOR_16 && arch(x86_64)
        return tweed_scale_by_power16(y, n)
    #else
        // Two factors, as 2^n alone may not be a normal number.
        let exponent =
            unsafeBitCast(shifted, to: IntegerVector.self)
            &- unsafeBitCast(roundingShift, to: IntegerVector.self)
        let half = exponent &>> 1
        return y * power(half) * power(exponent &- half)
    #endif
}

/// Adding it leaves the nearest integer in the low bits.
@inline(__always)
var roundingShift: Vector { Vector(repeating: 12_582_912) }

/// `2^n` for `n` in -126...127.
@_transparent
func power(_ n: IntegerVector) -> Vector {
    unsafeBitCast((n &+ 127) &<< 23, to: Vector.self)
}

/// `1 / (1 + exp(-x))` to within 4 units in the last place: `1 / (1 + e)` or `e / (1 + e)` with `e = exp(-|x|)`, which
/// neither overflow nor lose the lower end.
@_transparent
func logistic(_ x: Vector) -> Vector {
    let e = exponentialOfNegative(-magnitude(x))
    let top = Vector(repeating: 1).replacing(with: e, where: x .< 0)
    return top * reciprocal(ofOneToTwo: e + 1)
}

/// `tanh` to within 3 units in the last place: Cephes' `tanhf` polynomial below 0.625, exponentials above.
@_transparent
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

/// `Phi(-a)`, the tail of the normal distribution, for `a >= 0`: relative error below 3e-7 up to 1, 2e-6 up to 3, 2e-3 up to
/// 6, absolute error below 6e-8; zero beyond 9, where it is below 2e-19. `log2 Phi(-a) = -1 + a q(a)`, with a polynomial `q`
/// fitted by `Tools/fit/normal-tail.py`.
@_transparent
func normalTail(_ a: Vector) -> Vector {
    let bounded = minimum(a, Vector(repeating: 9))
    var q = Vector(repeating: 2.851677721e-07)
    q = fused(q, bounded, -6.223754554e-06)
    q = fused(q, bounded, 5.492783384e-05)
    q = fused(q, bounded, -2.203393378e-04)
    q = fused(q, bounded, -1.026849786e-04)
    q = fused(q, bounded, 7.057118695e-03)
    q = fused(q, bounded, -5.251026526e-02)
    q = fused(q, bounded, -4.591988027e-01)
    q = fused(q, bounded, -1.151106834e+00)
    let tail = powerOfTwo(ofNegative: fused(q, bounded, -1))
    return tail.replacing(with: 0, where: a .> 9)
}

/// The distribution function of the normal distribution.
@_transparent
func normalDistribution(_ x: Vector) -> Vector {
    let tail = normalTail(magnitude(x))
    return (1 - tail).replacing(with: tail, where: x .< 0)
}
