#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

/// Sine (`quarter` 0) or cosine (`quarter` 1) to within 2 units in the last place or 1e-7: reduction by pi/2 in three parts and
/// Cephes' polynomials; beyond 8192 the C library's function, number by number.
@inline(__always)
func circular(_ x: Vector, quarter: Int32) -> Vector {
    let magnitude = maximum(x, -x)
    if total(Vector().replacing(with: 1, where: magnitude .> 8_192)) > 0 {
        var result = Vector()
        for i in 0..<Vector.scalarCount { result[i] = quarter == 0 ? sinf(x[i]) : cosf(x[i]) }
        return result
    }
    let shifted = fused(x, Vector(repeating: 0.636_619_772), roundingShift)
    let n = shifted - roundingShift
    var r = fused(n, Vector(repeating: -1.570_312_5), x)
    r = fused(n, Vector(repeating: -4.837_512_969_970_703e-4), r)
    r = fused(n, Vector(repeating: -7.549_789_948_768_648e-8), r)
    let square = r * r
    var sine = Vector(repeating: -1.951_529_589_1e-4)
    sine = fused(sine, square, 8.332_160_873_6e-3)
    sine = fused(sine, square, -0.166_666_546_11)
    sine = fused(sine * square, r, r)
    var cosine = Vector(repeating: 2.443_315_711_809_948e-5)
    cosine = fused(cosine, square, -1.388_731_625_493_765e-3)
    cosine = fused(cosine, square, 4.166_664_568_298_827e-2)
    cosine = fused(cosine * square, square, fused(square, Vector(repeating: -0.5), 1))
    let turn = unsafeBitCast(shifted, to: IntegerVector.self) &+ quarter
    let value = choose(
        IntegerVector() &- (turn & 1), unsafeBitCast(cosine, to: IntegerVector.self),
        unsafeBitCast(sine, to: IntegerVector.self))
    // Two quarters turn the sign around.
    return unsafeBitCast(value ^ ((turn & 2) &<< 30), to: Vector.self)
}
