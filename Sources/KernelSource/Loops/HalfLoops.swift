import CInstructions
import KernelInterface

/// `HalfFormat.bfloat16.rawValue`; a copy, as with `UnaryCode`.
private let brainFormat: Int32 = 0

func widen(_ format: Int32, _ count: Int, _ bits: UnsafePointer<UInt16>, _ output: MutableFloats) {
    var i = 0
    if format == brainFormat {
        while i + width <= count {
            storeVector(fromBrain(loadHalves(bits + i)), output + i)
            i += width
        }
    } else {
        while i + width <= count {
            storeVector(fromHalf(loadHalves(bits + i)), output + i)
            i += width
        }
    }
    while i < count {
        let one = IntegerVector(repeating: Int32(bits[i]))
        output[i] = (format == brainFormat ? fromBrain(one) : fromHalf(one))[0]
        i += 1
    }
}

func narrow(_ format: Int32, _ count: Int, _ x: ConstantFloats, _ bits: UnsafeMutablePointer<UInt16>) {
    var i = 0
    if format == brainFormat {
        while i + width <= count {
            storeHalves(toBrain(loadVector(x + i)), bits + i)
            i += width
        }
    } else {
        while i + width <= count {
            storeHalves(toHalf(loadVector(x + i)), bits + i)
            i += width
        }
    }
    while i < count {
        let one = Vector(repeating: x[i])
        let result = (format == brainFormat ? toBrain(one) : toHalf(one))[0]
        bits[i] = UInt16(truncatingIfNeeded: result)
        i += 1
    }
}

@_transparent
private func loadHalves(_ bits: UnsafePointer<UInt16>) -> IntegerVector {
    #if VECTOR_16
        tweed_load_halves16(bits)
    #elseif VECTOR_8
        tweed_load_halves8(bits)
    #else
        tweed_load_halves4(bits)
    #endif
}

@_transparent
private func storeHalves(_ vector: IntegerVector, _ bits: UnsafeMutablePointer<UInt16>) {
    #if VECTOR_16
        tweed_store_halves16(vector, bits)
    #elseif VECTOR_8
        tweed_store_halves8(vector, bits)
    #else
        tweed_store_halves4(vector, bits)
    #endif
}

@_transparent
private func floats(_ bits: IntegerVector) -> Vector { unsafeBitCast(bits, to: Vector.self) }

@_transparent
private func bitsOf(_ x: Vector) -> IntegerVector { unsafeBitCast(x, to: IntegerVector.self) }

@_transparent
private func fromBrain(_ bits: IntegerVector) -> Vector { floats(bits &<< 16) }

@_transparent
private func all(_ bits: Int32) -> IntegerVector { IntegerVector(repeating: bits) }

/// To nearest, ties to even; what is not a number stays so.
@_transparent
private func toBrain(_ x: Vector) -> IntegerVector {
    let bits = bitsOf(x)
    let rounded = (bits &+ 0x7FFF &+ ((bits &>> 16) & 1)) &>> 16
    let isNumber = below(bits & 0x7FFF_FFFF, all(0x7F80_0001))
    return choose(isNumber, rounded, (bits &>> 16) | 0x40)
}

/// Exact: the bits in their place make a number 2^112 too small, which is right also for subnormal ones.
@_transparent
private func fromHalf(_ bits: IntegerVector) -> Vector {
    let magnitude = (bits & 0x7FFF) &<< 13
    let number = bitsOf(floats(magnitude) * 5.192_296_858_534_828e33)
    // Infinite and not a number: the largest exponent stays the largest.
    let finite = below(magnitude, all(0x0F80_0000))
    let value = choose(finite, number, magnitude | 0x7F80_0000)
    return floats(value | ((bits & 0x8000) &<< 16))
}

/// To nearest, ties to even; too large becomes infinite, what is not a number stays so.
@_transparent
private func toHalf(_ x: Vector) -> IntegerVector {
    let bits = bitsOf(x)
    let magnitude = bits & 0x7FFF_FFFF
    let moved = magnitude &- 0x3800_0000
    let normal = (moved &+ 0xFFF &+ ((moved &>> 13) & 1)) &>> 13
    // Below 2^-14 the unit is 2^-24, that of the sum with 1/2, which rounds.
    let subnormal = bitsOf(floats(magnitude) + 0.5) &- 0x3F00_0000
    let finite = choose(below(magnitude, all(0x3880_0000)), subnormal, normal)
    let number = choose(below(magnitude, all(0x4780_0000)), finite, all(0x7C00))
    let quiet = 0x7E00 | ((magnitude &>> 13) & 0x3FF)
    let result = choose(below(magnitude, all(0x7F80_0001)), number, quiet)
    return result | ((bits &>> 16) & 0x8000)
}
