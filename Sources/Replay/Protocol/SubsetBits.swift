/// Up to 64 subsets at once, one in each bit: the searches of all of them take the same steps.
///
///                      bit 63 ........ bit 0         one word for each candidate: which subsets still have it
///     best score   ->  candidate 41     1..0..1
///                      candidate 7      0..1..1      walked from the best score to the worst
///     worst score  ->  candidate 12     1..0..0
///
/// A subset keeps its candidates until it has as many as it may; they are counted in binary numbers whose digits lie in
/// words too (bit planes), so that a few logical operations count for all subsets. A counter starts at a power of two less
/// what may be kept, and runs over when that is reached.
struct SubsetBits: Sendable {
    static let perGroup = 64

    /// The first of these subsets.
    let first: Int
    /// A bit for each subset.
    let all: UInt64
    /// For each candidate, the subsets that begin with it.
    let words: [UInt64]

    /// - Parameter candidates: with how many each subset begins.
    init(_ subsets: CandidateSubsets, first: Int, candidates: Int, available: Int) {
        let count = min(Self.perGroup, subsets.count - first)
        var words = Array(repeating: UInt64(0), count: available)
        for subset in 0..<count {
            for place in 0..<candidates {
                words[Int(subsets.candidates[(first + subset) * subsets.size + place])] |=
                    1 &<< UInt64(subset)
            }
        }
        (self.first, self.words) = (first, words)
        all = count == Self.perGroup ? .max : (1 &<< UInt64(count)) &- 1
    }

    /// Counters of few digits stay in registers.
    private static let fewDigits = 5
    /// Digits of the number of candidates.
    static let mostDigits = 17

    /// Keeps the best `keep` candidates of each subset, which has more of them.
    ///
    /// - Parameters:
    ///   - order: all candidates from the best to the worst.
    ///   - source: the subsets of each candidate; may be `target`.
    ///   - digits: memory for `mostDigits` words.
    @inline(__always)
    static func keepBest(
        _ keep: Int, order: UnsafePointer<UInt16>, size: Int, all: UInt64, from source: UnsafePointer<UInt64>,
        to target: UnsafeMutablePointer<UInt64>, digits: UnsafeMutablePointer<UInt64>
    ) {
        let count = Int.bitWidth - keep.leadingZeroBitCount
        if count <= fewDigits {
            keepFew((1 << fewDigits) - keep, order, size, all, source, target)
        } else {
            keepMany((1 << count) - keep, count, order, size, all, source, target, digits)
        }
    }

    @inline(__always)
    private static func keepFew(
        _ start: Int, _ order: UnsafePointer<UInt16>, _ size: Int, _ all: UInt64,
        _ source: UnsafePointer<UInt64>, _ target: UnsafeMutablePointer<UInt64>
    ) {
        func digit(_ index: Int) -> UInt64 { start >> index & 1 == 1 ? .max : 0 }
        var (d0, d1, d2, d3, d4) = (digit(0), digit(1), digit(2), digit(3), digit(4))
        var full: UInt64 = 0
        var place = 0
        while place < size {
            let candidate = Int(order[place])
            place += 1
            let own = source[candidate] & ~full
            target[candidate] = own
            let c0 = d0 & own
            d0 ^= own
            let c1 = d1 & c0
            d1 ^= c0
            let c2 = d2 & c1
            d2 ^= c1
            let c3 = d3 & c2
            d3 ^= c2
            full |= d4 & c3
            d4 ^= c3
            if full == all { break }
        }
        while place < size {
            target[Int(order[place])] = 0
            place += 1
        }
    }

    private static func keepMany(
        _ start: Int, _ count: Int, _ order: UnsafePointer<UInt16>, _ size: Int, _ all: UInt64,
        _ source: UnsafePointer<UInt64>, _ target: UnsafeMutablePointer<UInt64>,
        _ digits: UnsafeMutablePointer<UInt64>
    ) {
        for digit in 0..<count { digits[digit] = start >> digit & 1 == 1 ? .max : 0 }
        var full: UInt64 = 0
        for place in 0..<size {
            let candidate = Int(order[place])
            let own = source[candidate] & ~full
            target[candidate] = own
            var carry = own
            for digit in 0..<count {
                let next = digits[digit] & carry
                digits[digit] ^= carry
                carry = next
            }
            full |= carry
        }
    }
}
