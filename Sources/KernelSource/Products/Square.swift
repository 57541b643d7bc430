import CInstructions
import KernelInterface

/// Four rows of four numbers, turned: the first column, the second, ...
@inline(__always)
func turn(
    _ a: SIMD4<Float>, _ b: SIMD4<Float>, _ c: SIMD4<Float>, _ d: SIMD4<Float>
) -> (SIMD4<Float>, SIMD4<Float>, SIMD4<Float>, SIMD4<Float>) {
    let (acLow, acHigh) = (tweed_interleave_low4(a, c), tweed_interleave_high4(a, c))
    let (bdLow, bdHigh) = (tweed_interleave_low4(b, d), tweed_interleave_high4(b, d))
    return (
        tweed_interleave_low4(acLow, bdLow), tweed_interleave_high4(acLow, bdLow),
        tweed_interleave_low4(acHigh, bdHigh),
        tweed_interleave_high4(acHigh, bdHigh)
    )
}

@inline(__always)
func storeFour(_ vector: SIMD4<Float>, _ pointer: MutableFloats) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: SIMD4<Float>.self)
}

@inline(__always)
func loadFour(_ pointer: ConstantFloats) -> SIMD4<Float> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD4<Float>.self)
}
