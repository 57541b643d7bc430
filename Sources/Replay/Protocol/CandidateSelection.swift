/// Chooses the best of some candidates by several rewards, again and again, in memory of its own.
///
///     candidates of a subset     7   3   9   1          in the order of the subset
///     their ranks               41  12  60  33
///     as a set of bits       ..1......1.......1.....1..  one bit for each rank of the prompt
///
/// The rank among those that are left is the number of bits below, counted in whole words, without sorting. What is left
/// keeps the order of the subset.
struct CandidateSelection {
    private let words: Int
    /// One bit for each rank.
    private let bits: UnsafeMutablePointer<UInt64>
    /// For each word, the bits in all words below it.
    private let below: UnsafeMutablePointer<UInt32>
    /// For each candidate that is left, the sum of its ranks.
    private let sums: UnsafeMutablePointer<UInt32>
    /// For each sum of ranks, how many have it.
    private let counts: UnsafeMutablePointer<UInt32>

    /// - Parameters:
    ///   - candidates: of a prompt.
    ///   - rewards: how many are combined.
    init(candidates: Int, rewards: Int) {
        words = (candidates + 63) / 64
        bits = .allocate(capacity: words)
        bits.initialize(repeating: 0, count: words)
        below = .allocate(capacity: words)
        below.initialize(repeating: 0, count: words)
        sums = .allocate(capacity: candidates)
        sums.initialize(repeating: 0, count: candidates)
        counts = .allocate(capacity: candidates * rewards)
        counts.initialize(repeating: 0, count: candidates * rewards)
    }

    func deallocate() {
        bits.deallocate()
        below.deallocate()
        sums.deallocate()
        counts.deallocate()
    }

    /// Moves the best `keep` of the first `count` candidates to the front: by the sum of the ranks that they have among those
    /// that are left, one for each reward; of equal sums the earlier in the subset is better.
    ///
    /// - Parameter ranks: for each reward, of all candidates of the prompt; no two are equal.
    func keepBest(
        _ keep: Int, of candidates: UnsafeMutablePointer<UInt16>, count: Int, ranks: [UnsafePointer<UInt16>]
    ) {
        if keep >= count { return }
        for index in 0..<count { sums[index] = 0 }
        for own in ranks {
            mark(candidates, count: count, ranks: own)
            var total: UInt32 = 0
            for word in 0..<words {
                below[word] = total
                total += UInt32(bits[word].nonzeroBitCount)
            }
            for index in 0..<count {
                let rank = Int(own[Int(candidates[index])])
                let lower = bits[rank >> 6] & (1 &<< UInt64(rank & 63) &- 1)
                sums[index] += below[rank >> 6] + UInt32(lower.nonzeroBitCount)
            }
        }
        for sum in 0..<count * ranks.count { counts[sum] = 0 }
        for index in 0..<count { counts[Int(sums[index])] += 1 }
        var least = count * ranks.count - 1
        var wanted = UInt32(keep)
        while counts[least] < wanted {
            wanted -= counts[least]
            least -= 1
        }
        var end = 0
        for index in 0..<count {
            let sum = Int(sums[index])
            guard sum > least || (sum == least && wanted > 0) else { continue }
            if sum == least { wanted -= 1 }
            candidates[end] = candidates[index]
            end += 1
        }
    }

    @inline(__always)
    private func mark(
        _ candidates: UnsafeMutablePointer<UInt16>, count: Int, ranks: UnsafePointer<UInt16>
    ) {
        for word in 0..<words { bits[word] = 0 }
        for index in 0..<count {
            let rank = Int(ranks[Int(candidates[index])])
            bits[rank >> 6] |= 1 &<< UInt64(rank & 63)
        }
    }
}
