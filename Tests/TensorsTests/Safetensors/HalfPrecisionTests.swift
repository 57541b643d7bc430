import Testing

@testable import Tensors

@Suite struct HalfPrecisionTests {
    // `Float16` is missing on this one platform.
    #if !(os(macOS) && arch(x86_64))
        @Test func float16MatchesTheStandardLibraryForAllBits() {
            for bits in UInt16.min...UInt16.max {
                let expected = Float(Float16(bitPattern: bits))
                let found = HalfPrecision.fromFloat16(bits)
                if expected.isNaN {
                    #expect(found.isNaN && HalfPrecision.fromFloat16(HalfPrecision.toFloat16(found)).isNaN)
                } else {
                    #expect(found.bitPattern == expected.bitPattern)
                    #expect(HalfPrecision.toFloat16(found) == bits)
                }
            }
        }

        @Test func roundingToFloat16MatchesTheStandardLibrary() {
            var stream = RandomStream(seed: 1)
            for _ in 0..<200_000 {
                let value = Float(bitPattern: UInt32(truncatingIfNeeded: stream.next()))
                if value.isNaN {
                    #expect(HalfPrecision.fromFloat16(HalfPrecision.toFloat16(value)).isNaN)
                } else {
                    #expect(HalfPrecision.toFloat16(value) == Float16(value).bitPattern)
                }
                // Close to halves of the unit, and close to the range's ends.
                let scale = Float(sign: .plus, exponent: stream.nextIndex(below: 45) - 28, significand: 1)
                let tie = (Float(stream.nextIndex(below: 4_096)) / 2_048) * scale
                for near in [tie, tie.nextUp, tie.nextDown] {
                    #expect(HalfPrecision.toFloat16(near) == Float16(near).bitPattern)
                }
            }
        }
    #endif

    @Test func bfloat16RoundsToNearestEven() {
        for (bits, expected) in [
            (0x3F80_0000, 0x3F80), (0x3F80_8000, 0x3F80), (0x3F80_8001, 0x3F81), (0x3F81_8000, 0x3F82),
            (0x3F80_7FFF, 0x3F80), (0x7F7F_FFFF, 0x7F80), (0x7F80_0000, 0x7F80), (0xFF80_0000, 0xFF80),
            (0x8000_0000, 0x8000), (0x0000_8001, 0x0001), (0x7F80_0001, 0x7FC0),
        ] as [(UInt32, UInt16)] {
            #expect(HalfPrecision.toBFloat16(Float(bitPattern: bits)) == expected)
        }
        for bits in UInt16.min...UInt16.max {
            let value = HalfPrecision.fromBFloat16(bits)
            #expect(value.isNaN || HalfPrecision.toBFloat16(value) == bits)
        }
    }
}
