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
            case .float32: count(bytes, SIMD16<UInt32>.self, exponent: 0x7F80_0000)
            case .float16: count(bytes, SIMD32<UInt16>.self, exponent: 0x7C00)
            case .bfloat16: count(bytes, SIMD32<UInt16>.self, exponent: 0x7F80)
            case .float64: count(bytes, SIMD8<UInt64>.self, exponent: 0x7FF0_0000_0000_0000)
            case .float8E5M2: count(bytes, SIMD64<UInt8>.self, exponent: 0x7C)
            // No infinity: only the largest exponent with the largest fraction is not a number.
            case .float8E4M3: count(bytes, SIMD64<UInt8>.self, exponent: 0x7F)
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

    /// Vectors one after another, then what is left of them.
    @inline(__always)
    private static func count<Vector: SIMD>(
        _ bytes: UnsafeRawBufferPointer, _ type: Vector.Type, exponent: Vector.Scalar
    ) -> Int where Vector.Scalar: FixedWidthInteger & UnsignedInteger {
        guard let start = bytes.baseAddress else { return 0 }
        let width = MemoryLayout<Vector>.size
        let scalar = MemoryLayout<Vector.Scalar>.size
        let mask = Vector(repeating: exponent)
        let (zeros, ones) = (Vector(repeating: 0), Vector(repeating: 1))
        // Lanes count up to 255 at most before they are added up.
        let block = 255 * width
        var total = 0
        var offset = 0
        while offset + width <= bytes.count {
            var lanes = zeros
            let end = min(offset + block, bytes.count)
            while offset + width <= end {
                let vector = (start + offset).loadUnaligned(as: Vector.self) & mask
                lanes &+= zeros.replacing(with: ones, where: vector .== mask)
                offset += width
            }
            for lane in 0..<Vector.scalarCount { total += Int(lanes[lane]) }
        }
        while offset + scalar <= bytes.count {
            let value = (start + offset).loadUnaligned(as: Vector.Scalar.self)
            if value & exponent == exponent { total += 1 }
            offset += scalar
        }
        return total
    }
}
