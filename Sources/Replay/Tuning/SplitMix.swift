/// SplitMix64 (Steele, Lea, Flood 2014): a small generator whose numbers follow from its seed on every machine.
struct SplitMix: Sendable {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    /// One stream for each combination of numbers.
    init(_ seed: UInt64, _ parts: Int...) {
        var state = seed
        for part in parts {
            var mixed = SplitMix(state ^ UInt64(bitPattern: Int64(part)))
            state = mixed.next()
        }
        self.state = state
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A whole number below `bound`.
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    /// In [0, 1).
    mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// About standard normal: the sum of twelve uniform numbers, which needs no function that rounds differently from
    /// one C library to another.
    mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}
