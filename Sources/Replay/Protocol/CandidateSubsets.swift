import Tensors

/// Random candidates, the same ones for all prompts and strategies at a budget, so that differences are paired: a strategy
/// that starts with fewer candidates takes the first of those that another starts with.
struct CandidateSubsets: Sendable {
    let count: Int
    let size: Int
    /// Subset x place: the candidate.
    let candidates: [UInt16]

    /// - Parameters:
    ///   - budget: subsets of different budgets have nothing to do with each other.
    ///   - available: candidates of each prompt.
    init(count: Int, size: Int, available: Int, budget: Double, seed: UInt64) {
        (self.count, self.size) = (count, size)
        let stream = RandomStream(seed: seed).stream("replay at \(budget)")
        var pool = (0..<available).map { UInt16(truncatingIfNeeded: $0) }
        candidates = [UInt16](unsafeUninitializedCapacity: count * size) { candidates, initialized in
            for subset in 0..<count {
                var own = stream.at(subset)
                // The pool keeps the order that earlier subsets left, which makes no difference to chances but would to
                // a subset alone: it begins anew.
                for index in 0..<available { pool[index] = UInt16(truncatingIfNeeded: index) }
                for place in 0..<size {
                    pool.swapAt(place, place + own.nextIndex(below: available - place))
                    candidates[subset * size + place] = pool[place]
                }
            }
            initialized = count * size
        }
    }
}
