import Methods

/// The ranks of all candidates of each prompt at one step: 0 for the worst, of equal ones the later.
///
/// Ranks instead of scores take half the space, and choosing the best of a subset needs no comparison.
struct RankTable: Sendable {
    /// Prompt x candidate.
    let ranks: [UInt16]
    /// Prompt x place: the candidates from the best to the worst.
    let order: [UInt16]

    init(_ matrix: RewardMatrix, step: Int) {
        let (count, prompts) = (matrix.candidates, matrix.prompts)
        var ranks = Array(repeating: UInt16(0), count: prompts * count)
        var order = Array(repeating: UInt16(0), count: prompts * count)
        // A bit pattern that falls as the score rises, and below it the candidate.
        var keys = Array(repeating: UInt64(0), count: count)
        var other = keys
        for prompt in 0..<prompts {
            let start = prompt * count
            let row = (step * prompts + prompt) * count
            for candidate in 0..<count {
                let bits = ~Ranking.ascendingBits(matrix.values[row + candidate])
                keys[candidate] = UInt64(bits) << 32 | UInt64(candidate)
            }
            keys.withUnsafeMutableBufferPointer { keys in
                other.withUnsafeMutableBufferPointer { Self.sort(keys.baseAddress!, $0.baseAddress!, count) }
            }
            for place in 0..<count {
                let candidate = UInt16(truncatingIfNeeded: keys[place])
                order[start + place] = candidate
                ranks[start + Int(candidate)] = UInt16(count - 1 - place)
            }
        }
        (self.ranks, self.order) = (ranks, order)
    }

    private static let digits = 256

    /// Sorts by the upper 32 bits, equal ones in their own order: by digits of 8 bits, the least first.
    private static func sort(
        _ keys: UnsafeMutablePointer<UInt64>, _ other: UnsafeMutablePointer<UInt64>, _ count: Int
    ) {
        withUnsafeTemporaryAllocation(of: Int.self, capacity: digits) { ends in
            var (source, target) = (keys, other)
            // Four digits: the last one goes back to where the keys were.
            for shift: UInt64 in [32, 40, 48, 56] {
                ends.initialize(repeating: 0)
                for index in 0..<count { ends[Int(source[index] >> shift & 0xFF)] += 1 }
                var total = 0
                for digit in 0..<digits {
                    let own = ends[digit]
                    ends[digit] = total
                    total += own
                }
                for index in 0..<count {
                    let digit = Int(source[index] >> shift & 0xFF)
                    target[ends[digit]] = source[index]
                    ends[digit] += 1
                }
                swap(&source, &target)
            }
        }
    }
}
