import Tensors

/// Finds numbers that are infinite or not a number in weights: one of them spoils every result.
public enum NonFiniteScan {
    /// How many elements are not finite. Whole numbers always are.
    ///
    /// - Complexity: one pass over the bytes, which fetches them from disk; some gigabytes a second in memory.
    public static func count(_ tensor: StoredTensor) -> Int {
        tensor.withBytes { bytes in
            // A float is not finite when all bits of its exponent are set.
            switch tensor.type {
            case .float32: count(bytes, exponent: 0x7F80_0000 as UInt32)
            case .float16: count(bytes, exponent: 0x7C00 as UInt16)
            case .bfloat16: count(bytes, exponent: 0x7F80 as UInt16)
            case .float64: count(bytes, exponent: 0x7FF0_0000_0000_0000 as UInt64)
            case .float8E5M2: count(bytes, exponent: 0x7C as UInt8)
            // No infinity: only the largest exponent with the largest fraction is not a number.
            case .float8E4M3: count(bytes, exponent: 0x7F as UInt8)
            case .bool, .uint8, .int8, .int16, .uint16, .int32, .uint32, .int64, .uint64: 0
            }
        }
    }

    /// The tensors with elements that are not finite, sorted by name.
    public static func scan(_ tensors: [String: StoredTensor]) -> [(name: String, count: Int)] {
        tensors.map { ($0.key, count($0.value)) }.filter { $0.1 > 0 }.sorted { $0.0 < $1.0 }
            .map { (name: $0.0, count: $0.1) }
    }

    /// A warning for a person; nil where all numbers are finite.
    public static func warning(_ findings: [(name: String, count: Int)]) -> String? {
        guard !findings.isEmpty else { return nil }
        let total = findings.reduce(0) { $0 + $1.count }
        let names = findings.map { "\($0.name) (\($0.count))" }
        return "\(total) \(total == 1 ? "number is" : "numbers are") not finite in \(Printable.list(names))"
    }

    /// Counts in the type of the elements, in blocks short enough for it: so the compiler makes vectors of the loop.
    @inline(__always)
    private static func count<Bits: FixedWidthInteger & UnsignedInteger>(
        _ bytes: UnsafeRawBufferPointer, exponent: Bits
    ) -> Int {
        guard let start = bytes.baseAddress else { return 0 }
        let elements = bytes.count / MemoryLayout<Bits>.size
        let block = Int(clamping: min(UInt64(Bits.max), 1 << 16))
        var total = 0
        var begin = 0
        while begin < elements {
            let end = min(begin &+ block, elements)
            var found: Bits = 0
            var index = begin
            while index < end {
                let value = start.loadUnaligned(
                    fromByteOffset: index &* MemoryLayout<Bits>.size, as: Bits.self)
                found &+= value & exponent == exponent ? 1 : 0
                index &+= 1
            }
            total &+= Int(truncatingIfNeeded: found)
            begin = end
        }
        return total
    }
}
