/// The generator MT19937 (Matsumoto and Nishimura 1998), seeded with 32 bits as there.
struct MersenneTwister: Hashable, Sendable {
    private static let size = 624
    private static let distance = 397

    private var state: [UInt32]
    /// The next word of the state to give; all are given at `size`.
    private var index: Int

    init(seed: UInt32) {
        state = [seed]
        state.reserveCapacity(Self.size)
        for position in 1..<UInt32(Self.size) {
            let last = state[state.count - 1]
            state.append(1_812_433_253 &* (last ^ (last >> 30)) &+ position)
        }
        index = Self.size
    }

    /// 32 random bits.
    mutating func next() -> UInt32 {
        if index == Self.size { twist() }
        var word = state[index]
        index += 1
        word ^= word >> 11
        word ^= (word << 7) & 0x9D2C_5680
        word ^= (word << 15) & 0xEFC6_0000
        return word ^ (word >> 18)
    }

    /// 64 random bits, the upper half first.
    mutating func nextPair() -> UInt64 {
        let upper = UInt64(next())
        return upper << 32 | UInt64(next())
    }

    private mutating func twist() {
        for place in 0..<Self.size {
            let mixed =
                (state[place] & 0x8000_0000) | (state[(place + 1) % Self.size] & 0x7FFF_FFFF)
            let other = state[(place + Self.distance) % Self.size]
            state[place] = other ^ (mixed >> 1) ^ (mixed & 1 == 1 ? 0x9908_B0DF : 0)
        }
        index = 0
    }
}

extension MersenneTwister: Codable {
    private enum Keys: String, CodingKey { case state, index }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        state = try container.decode([UInt32].self, forKey: .state)
        index = try container.decode(Int.self, forKey: .index)
        guard state.count == Self.size, (0...Self.size).contains(index) else {
            throw DecodingError.dataCorrupted(
                .init(
                    codingPath: decoder.codingPath,
                    debugDescription:
                        "a state of MT19937 has \(Self.size) words, not \(state.count), and a place in them, not \(index)"
                ))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(state, forKey: .state)
        try container.encode(index, forKey: .index)
    }
}
