import CInstructions
import KernelInterface

// The vector of this instruction set: the widest that one register holds.
#if VECTOR_16
    typealias Vector = SIMD16<Float>
    typealias IntegerVector = SIMD16<Int32>
#elseif VECTOR_8
    typealias Vector = SIMD8<Float>
    typealias IntegerVector = SIMD8<Int32>
#else
    typealias Vector = SIMD4<Float>
    typealias IntegerVector = SIMD4<Int32>
#endif

/// Numbers of a vector.
@inline(__always)
var width: Int { Vector.scalarCount }

@inline(__always)
func loadVector(_ pointer: ConstantFloats) -> Vector {
    UnsafeRawPointer(pointer).loadUnaligned(as: Vector.self)
}

@inline(__always)
func storeVector(_ vector: Vector, _ pointer: MutableFloats) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: vector, as: Vector.self)
}

/// Stores a vector, past the caches if `stream`; then the pointer must be a multiple of the vector's size, and
/// `tweed_stream_fence` must follow the last one.
@inline(__always)
func storeVector(_ vector: Vector, _ pointer: MutableFloats, stream: Bool) {
    guard stream else { return storeVector(vector, pointer) }
    #if VECTOR_16
        tweed_stream16(vector, pointer)
    #elseif VECTOR_8
        tweed_stream8(vector, pointer)
    #else
        tweed_stream4(vector, pointer)
    #endif
}

/// Whether vectors stored from `pointer` on are aligned.
@inline(__always)
func aligned(_ pointer: MutableFloats) -> Bool {
    UInt(bitPattern: pointer) % UInt(width * 4) == 0
}

/// The first `count` numbers, fewer than a vector has, the rest being `fill`. Nothing behind them is touched.
@inline(__always)
func loadPart(_ pointer: ConstantFloats, _ count: Int, fill: Float = 0) -> Vector {
    #if VECTOR_16 && arch(x86_64)
        return tweed_load_part16(pointer, count, Vector(repeating: fill))
    #elseif VECTOR_8 && arch(x86_64)
        let vector = tweed_load_part8(pointer, count)
        if fill == 0 { return vector }
        let inside = below(
            IntegerVector(0, 1, 2, 3, 4, 5, 6, 7), IntegerVector(repeating: Int32(truncatingIfNeeded: count)))
        let bits = choose(
            inside, unsafeBitCast(vector, to: IntegerVector.self),
            unsafeBitCast(Vector(repeating: fill), to: IntegerVector.self))
        return unsafeBitCast(bits, to: Vector.self)
    #else
        var vector = Vector(repeating: fill)
        withUnsafeMutableBytes(of: &vector) { bytes in
            let numbers = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Float.self)
            for i in 0..<count { numbers[i] = pointer[i] }
        }
        return vector
    #endif
}

/// Stores the first `count` numbers of a vector, fewer than all.
@inline(__always)
func storePart(_ vector: Vector, _ pointer: MutableFloats, _ count: Int) {
    #if VECTOR_16 && arch(x86_64)
        tweed_store_part16(vector, pointer, count)
    #elseif VECTOR_8 && arch(x86_64)
        tweed_store_part8(vector, pointer, count)
    #else
        var vector = vector
        withUnsafeBytes(of: &vector) { bytes in
            let numbers = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Float.self)
            for i in 0..<count { pointer[i] = numbers[i] }
        }
    #endif
}

/// `a * b + c`, rounded once where the instruction set can.
@inline(__always)
func fused(_ a: Vector, _ b: Vector, _ c: Vector) -> Vector {
    #if FMA || arch(arm64)
        c.addingProduct(a, b)
    #else
        c + a * b
    #endif
}

/// `a * b + c` for a constant `c`.
@inline(__always)
func fused(_ a: Vector, _ b: Vector, _ c: Float) -> Vector { fused(a, b, Vector(repeating: c)) }

/// `b < a ? b : a` in each place, as `min` of the standard library.
@inline(__always)
func minimum(_ a: Vector, _ b: Vector) -> Vector { a.replacing(with: b, where: b .< a) }

/// `b >= a ? b : a` in each place, as `max` of the standard library.
@inline(__always)
func maximum(_ a: Vector, _ b: Vector) -> Vector { a.replacing(with: b, where: b .>= a) }

/// The sum of all places, halves first.
@inline(__always)
func total(_ vector: Vector) -> Float {
    #if VECTOR_16
        let eight = vector.lowHalf + vector.highHalf
        let four = eight.lowHalf + eight.highHalf
    #elseif VECTOR_8
        let four = vector.lowHalf + vector.highHalf
    #else
        let four = vector
    #endif
    let two = four.lowHalf + four.highHalf
    return two.x + two.y
}

/// `b > a ? b : a` in each place: one instruction. What is not a number stays if it is in `a`, and is dropped if it is in `b`.
@inline(__always)
func larger(_ a: Vector, _ b: Vector) -> Vector { a.replacing(with: b, where: b .> a) }

/// The largest of all places, halves first.
@inline(__always)
func largest(_ vector: Vector) -> Float {
    #if VECTOR_16
        let eight = vector.lowHalf.replacing(
            with: vector.highHalf, where: vector.highHalf .> vector.lowHalf)
        let four = eight.lowHalf.replacing(with: eight.highHalf, where: eight.highHalf .> eight.lowHalf)
    #elseif VECTOR_8
        let four = vector.lowHalf.replacing(
            with: vector.highHalf, where: vector.highHalf .> vector.lowHalf)
    #else
        let four = vector
    #endif
    let two = four.lowHalf.replacing(with: four.highHalf, where: four.highHalf .> four.lowHalf)
    return two.y > two.x ? two.y : two.x
}

// Integers are compared by their difference: the standard library's comparison of integer vectors goes place by place.

/// All bits set where `a < b`, for numbers whose difference does not overflow.
@_transparent
func below(_ a: IntegerVector, _ b: IntegerVector) -> IntegerVector { (a &- b) &>> 31 }

/// `a` where the bits of `mask` are set, else `b`.
@_transparent
func choose(_ mask: IntegerVector, _ a: IntegerVector, _ b: IntegerVector) -> IntegerVector {
    (a & mask) | (b & ~mask)
}

/// `|x|`.
@inline(__always)
func magnitude(_ x: Vector) -> Vector {
    unsafeBitCast(unsafeBitCast(x, to: IntegerVector.self) & 0x7FFF_FFFF, to: Vector.self)
}

/// `1 / x` to within 1 unit in the last place, for `x` in 1...2. The division of 512-bit vectors takes 16 cycles; there,
/// the best cubic by Chebyshev (`1 - x p(x) = T4(2 x - 3) / 577`) and two steps of Newton's take four. The estimate that
/// the processor offers would be cheaper still, but makers do not agree on its bits.
@inline(__always)
func reciprocal(ofOneToTwo x: Vector) -> Vector {
    #if VECTOR_16
        var estimate = fused(x, Vector(repeating: -0.221_837_09), 1.331_022_5)
        estimate = fused(estimate, x, -2.939_341_4)
        estimate = fused(estimate, x, 2.828_422_9)
        estimate = fused(estimate, fused(-x, estimate, 1), estimate)
        return fused(estimate, fused(-x, estimate, 1), estimate)
    #else
        return 1 / x
    #endif
}

/// The square root of each place.
@inline(__always)
func squareRoot(_ x: Vector) -> Vector {
    #if VECTOR_16
        tweed_square_root16(x)
    #elseif VECTOR_8
        tweed_square_root8(x)
    #else
        tweed_square_root4(x)
    #endif
}
