/// Byte-pair encoding: the pair of neighbours whose merge stands first in the list is joined, the leftmost of several,
/// until no pair can be joined any more (Sennrich, Haddow and Birch 2016).
struct BytePairMerges: Sendable {
    /// What a pair becomes, and its place in the list.
    struct Merge: Hashable, Sendable {
        let rank: UInt32
        let result: Int32
    }

    private var merges: [UInt64: Merge] = [:]

    /// Adds a merge behind all others.
    mutating func append(_ left: Int32, _ right: Int32, result: Int32, rank: UInt32) {
        merges[Self.key(left, right)] = Merge(rank: rank, result: result)
    }

    private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
    }

    /// The tokens that the symbols become.
    ///
    /// - Complexity: O(n log n), so that a text without spaces takes no longer than another.
    func joined(_ symbols: [Int32]) -> [Int32] {
        guard symbols.count > 1 else { return symbols }
        // A symbol that was joined to its left neighbour is -1; `next` and `previous` skip those.
        var symbols = symbols
        var next = Array(1...symbols.count)
        var previous = Array(-1..<symbols.count - 1)
        // Rank and place of pairs, smallest first. Entries of pairs that are no more are skipped when they come up.
        var waiting = MinimumHeap()
        func note(_ place: Int) {
            guard place >= 0, next[place] < symbols.count else { return }
            if let merge = merges[Self.key(symbols[place], symbols[next[place]])] {
                waiting.insert(UInt64(merge.rank) << 32 | UInt64(place))
            }
        }
        for place in 0..<symbols.count - 1 { note(place) }
        while let entry = waiting.removeFirst() {
            let place = Int(entry & 0xFFFF_FFFF)
            let right = next[place]
            guard symbols[place] >= 0, right < symbols.count,
                let merge = merges[Self.key(symbols[place], symbols[right])],
                UInt64(merge.rank) == entry >> 32
            else { continue }
            symbols[place] = merge.result
            symbols[right] = -1
            next[place] = next[right]
            if next[place] < symbols.count { previous[next[place]] = place }
            note(previous[place])
            note(place)
        }
        return symbols.filter { $0 >= 0 }
    }
}
