/// A stream of random numbers, one of 2^64 to each seed.
///
/// Every part of a program takes a stream of its own by name and index, `root.stream("noise").at(step)`, so
/// that what one part draws never moves another. The whole state is three integers; copying a stream copies
/// its position.
///
///     let root = RandomStream(seed: 7)
///     var noise = root.stream("noise").at(index)
///     noise.fillNormals(buffer)
public struct RandomStream: RandomNumberGenerator, Hashable, Sendable, Codable {
    /// The key of the generator.
    public let seed: UInt64
    /// Which of the seed's streams this is; the upper half of the counter.
    public let identifier: UInt64
    /// 64-bit words drawn so far. Two make a block, the lower half of the counter.
    public private(set) var position: UInt64 = 0

    /// The root stream of a seed.
    public init(seed: UInt64) {
        self.seed = seed
        identifier = 0
    }

    private init(seed: UInt64, identifier: UInt64) {
        self.seed = seed
        self.identifier = identifier
    }

    /// The stream of that name below this one, at its beginning. It does not depend on this stream's
    /// position.
    public func stream(_ name: String) -> RandomStream {
        // FNV-1a from this stream's identifier; names and indices start from different constants.
        var hash = Self.mix(identifier ^ 0xCBF2_9CE4_8422_2325)
        for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return RandomStream(seed: seed, identifier: Self.mix(hash))
    }

    /// The stream of that index below this one, at its beginning. It does not depend on this stream's
    /// position.
    public func at(_ index: Int) -> RandomStream {
        let base = Self.mix(identifier ^ 0x9E37_79B9_7F4A_7C15)
        return RandomStream(seed: seed, identifier: Self.mix(base &+ UInt64(bitPattern: Int64(index))))
    }

    /// 64 random bits.
    public mutating func next() -> UInt64 {
        let words = words(block: position / 2)
        let isFirst = position % 2 == 0
        position &+= 1
        return isFirst ? UInt64(words.y) << 32 | UInt64(words.x) : UInt64(words.w) << 32 | UInt64(words.z)
    }

    @inline(__always)
    func words(block: UInt64) -> SIMD4<UInt32> {
        Philox4x32.words(
            counter: SIMD4(
                UInt32(truncatingIfNeeded: block), UInt32(truncatingIfNeeded: block >> 32),
                UInt32(truncatingIfNeeded: identifier), UInt32(truncatingIfNeeded: identifier >> 32)),
            key: SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32)))
    }

    /// The block at which a fill begins: fills take whole blocks.
    var nextBlock: UInt64 { (position &+ 1) / 2 }

    /// Goes on behind a fill of that many elements, four to a block.
    mutating func skip(elements: Int) { position = 2 &* (nextBlock &+ UInt64((elements + 3) / 4)) }

    /// The finalizer of SplitMix64.
    private static func mix(_ value: UInt64) -> UInt64 {
        var mixed = value
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
