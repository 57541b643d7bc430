import KernelInterface

func scalarWiden(_ format: Int32, _ count: Int, _ bits: UnsafePointer<UInt16>, _ output: MutableFloats) {
    for i in 0..<count {
        if format == HalfFormat.bfloat16.rawValue {
            output[i] = Float(bitPattern: UInt32(bits[i]) << 16)
            continue
        }
        let sign: Float = bits[i] & 0x8000 == 0 ? 1 : -1
        let (exponent, mantissa) = (Int(bits[i] >> 10) & 31, Float(bits[i] & 0x3FF))
        switch exponent {
        case 0: output[i] = sign * mantissa * 0x1p-24
        case 31:
            output[i] = Float(
                bitPattern: UInt32(bits[i] & 0x8000) << 16 | 0x7F80_0000 | UInt32(bits[i] & 0x3FF) << 13)
        default:
            output[i] =
                sign * (1 + mantissa / 1024) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
        }
    }
}

func scalarNarrow(_ format: Int32, _ count: Int, _ x: ConstantFloats, _ bits: UnsafeMutablePointer<UInt16>) {
    for i in 0..<count {
        let pattern = x[i].bitPattern
        if format == HalfFormat.bfloat16.rawValue {
            let rounded = (pattern &+ 0x7FFF &+ ((pattern >> 16) & 1)) >> 16
            bits[i] = UInt16(truncatingIfNeeded: x[i].isNaN ? (pattern >> 16) | 0x40 : rounded)
            continue
        }
        let sign = UInt16(truncatingIfNeeded: (pattern >> 16) & 0x8000)
        let magnitude = abs(x[i])
        if x[i].isNaN {
            bits[i] = sign | 0x7E00 | UInt16(truncatingIfNeeded: (pattern >> 13) & 0x3FF)
        } else if magnitude >= 65_520 {
            bits[i] = sign | 0x7C00
        } else {
            // In units of the last place, of which the smallest is 2^-24, to nearest, ties to even.
            let exponent = magnitude < 0x1p-14 ? -14 : Int(magnitude.exponent)
            let units = magnitude * Float(sign: .plus, exponent: 10 - exponent, significand: 1)
            let whole = UInt16(units.rounded(.toNearestOrEven))
            // A mantissa of 2048 carries into the exponent.
            bits[i] = sign | (UInt16(exponent + 14) << 10) &+ whole
        }
    }
}
