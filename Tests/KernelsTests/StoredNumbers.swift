import Kernels

/// Numbers as a file may hold them: of any format, at an odd address.
struct StoredNumbers {
    let type: Compute.ElementType
    /// What the bytes say.
    let values: [Float]
    /// One byte that is no part of them, then the numbers.
    private let bytes: [UInt8]

    /// Numbers in -1..<1 that look random.
    init(_ count: Int, _ type: Compute.ElementType, seed: UInt64) {
        self.type = type
        let plain = numbers(count, seed: seed)
        var bytes: [UInt8] = [0]
        switch type {
        case .float32:
            values = plain
            for value in plain { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
        case .bfloat16:
            let bits = plain.map { UInt16(truncatingIfNeeded: $0.bitPattern >> 16) }
            values = bits.map { Float(bitPattern: UInt32($0) << 16) }
            for bits in bits { withUnsafeBytes(of: bits.littleEndian) { bytes += $0 } }
        case .float16:
            // Any sign, fraction and exponent that is not above that of one half: some numbers are subnormal.
            let bits = plain.enumerated().map { index, value in
                UInt16(truncatingIfNeeded: value.bitPattern >> 3) & 0x83ff | UInt16(index * 7 % 15) << 10
            }
            values = bits.map(Self.halfPrecision)
            for bits in bits { withUnsafeBytes(of: bits.littleEndian) { bytes += $0 } }
        }
        self.bytes = bytes
    }

    /// The number of IEEE half precision with these bits, which is finite.
    static func halfPrecision(_ bits: UInt16) -> Float {
        let (exponent, fraction) = (Int(bits >> 10 & 31), Float(bits & 1023) / 1024)
        let magnitude =
            exponent == 0
            ? fraction * 0x1p-14
            : (1 + fraction) * Float(sign: .plus, exponent: exponent - 15, significand: 1)
        return bits & 0x8000 == 0 ? magnitude : -magnitude
    }

    /// Calls `body` with the numbers as a weight.
    func asWeight<Result>(_ order: Compute.Weight.Order = .channelsLast, _ body: (Compute.Weight) -> Result)
        -> Result
    {
        bytes.withUnsafeBytes { buffer in
            body(Compute.Weight(start: buffer.baseAddress! + 1, elementType: type, order: order))
        }
    }
}
