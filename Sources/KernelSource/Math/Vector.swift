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

/// The first `count` numbers, the rest of the vector being `fill`.
@inline(__always)
func loadPart(_ pointer: ConstantFloats, _ count: Int, fill: Float = 0) -> Vector {
    var vector = Vector(repeating: fill)
    withUnsafeMutableBytes(of: &vector) { bytes in
        let numbers = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Float.self)
        for i in 0..<count { numbers[i] = pointer[i] }
    }
    return vector
}

/// Stores the first `count` numbers of a vector.
@inline(__always)
func storePart(_ vector: Vector, _ pointer: MutableFloats, _ count: Int) {
    var vector = vector
    withUnsafeBytes(of: &vector) { bytes in
        let numbers = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Float.self)
        for i in 0..<count { pointer[i] = numbers[i] }
    }
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

/// The largest of all places.
@inline(__always)
func largest(_ vector: Vector) -> Float {
    var result = vector[0]
    for i in 1..<Vector.scalarCount { result = max(result, vector[i]) }
    return result
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
