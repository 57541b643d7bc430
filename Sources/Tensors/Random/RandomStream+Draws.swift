extension RandomStream {
    /// Uniform in [0, 1), a multiple of 2^-24.
    public mutating func nextUniform() -> Float { Float(next() >> 40) * 0x1p-24 }

    /// Uniform in [0, 1), a multiple of 2^-53.
    public mutating func nextUniformDouble() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// Normal with mean 0 and variance 1.
    public mutating func nextNormal() -> Float {
        let bits = next()
        let words = SIMD2(UInt32(truncatingIfNeeded: bits), UInt32(truncatingIfNeeded: bits >> 32))
        var pair = SIMD16<UInt32>(repeating: 0)
        pair.lowHalf.lowHalf.lowHalf = words
        return BoxMuller.normals(pair)[0]
    }

    /// Uniform in 0 ..< bound, without bias (Lemire 2019).
    /// - Precondition: `bound` is positive.
    public mutating func nextIndex(below bound: Int) -> Int {
        precondition(bound > 0, "an index needs a positive bound, got \(bound)")
        let bound = UInt64(bound)
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let threshold = (0 &- bound) % bound
            while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
        }
        return Int(product.high)
    }

    /// The numbers 0 ..< count in random order (Fisher-Yates).
    public mutating func nextPermutation(_ count: Int) -> [Int] {
        var order = Array(0..<count)
        for index in stride(from: count - 1, to: 0, by: -1) {
            order.swapAt(index, nextIndex(below: index + 1))
        }
        return order
    }
}
