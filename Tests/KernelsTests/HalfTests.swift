import Kernels
import Testing

@Suite struct HalfTests {
    /// All 65536 numbers of each format, by each instruction set; back again they are the same.
    @Test(arguments: Compute.HalfFormat.allCases)
    func allNumbersWidenExactlyAndComeBack(format: Compute.HalfFormat) {
        let bits = (0...UInt16.max).map { $0 }
        for set in KernelSet.available {
            let compute = Compute(kernels: set, threads: 2)
            let wide = written(bits.count) {
                compute.widen(format, count: bits.count, input: bits, output: $0)
            }
            var back = [UInt16](repeating: 0, count: bits.count)
            compute.narrow(format, count: bits.count, input: wide, output: &back)
            for (bit, (number, again)) in zip(bits, zip(wide, back)) {
                let wanted = value(of: bit, format)
                if wanted.isNaN {
                    #expect(number.isNaN && value(of: again, format).isNaN, "\(set.name): \(bit)")
                } else if Double(number) != wanted || number.sign != wanted.sign || again != bit {
                    Issue.record(
                        "\(set.name): \(bit) is \(number), not \(wanted), and comes back as \(again)")
                    return
                }
            }
        }
    }

    /// To the nearest, the even one of two: numbers at, just below and just above the middle of two neighbours, and beyond.
    @Test(arguments: Compute.HalfFormat.allCases)
    func narrowsToNearestEven(format: Compute.HalfFormat) {
        var (x, expected): ([Float], [UInt16]) = ([], [])
        let infinite: UInt16 = format == .bfloat16 ? 0x7F80 : 0x7C00
        for bits in stride(from: UInt16(0), to: infinite - 1, by: 7) {
            let (low, high) = (value(of: bits, format), value(of: bits + 1, format))
            let middle = Float((low + high) / 2)
            for sign: Float in [1, -1] {
                let top: UInt16 = sign < 0 ? 0x8000 : 0
                x += [sign * middle.nextDown, sign * middle, sign * middle.nextUp]
                expected += [top | bits, top | (bits + bits % 2), top | (bits + 1)]
            }
        }
        x += [.greatestFiniteMagnitude, .infinity, -.infinity]
        expected += [infinite, infinite, infinite | 0x8000]
        for set in KernelSet.available {
            var bits = [UInt16](repeating: 1, count: x.count)
            Compute(kernels: set, threads: 1).narrow(format, count: x.count, input: x, output: &bits)
            #expect(bits == expected, "\(set.name)")
        }
    }

    private func value(of bits: UInt16, _ format: Compute.HalfFormat) -> Double {
        let mantissaBits: UInt16 = format == .bfloat16 ? 7 : 10
        let largest: Int = format == .bfloat16 ? 255 : 31
        let sign: Double = bits & 0x8000 == 0 ? 1 : -1
        let exponent = Int((bits & 0x7FFF) >> mantissaBits)
        let mantissa = Double(bits & (1 << mantissaBits - 1)) / Double(1 << Int(mantissaBits))
        if exponent == largest { return mantissa == 0 ? sign * .infinity : .nan }
        let scale = Double(sign: .plus, exponent: max(exponent, 1) - largest / 2, significand: 1)
        return sign * (mantissa + (exponent == 0 ? 0 : 1)) * scale
    }
}
