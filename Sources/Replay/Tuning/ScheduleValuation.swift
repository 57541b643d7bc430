import Methods

/// What schedules are worth on some prompts: replays of the pruned search on known rewards.
///
/// One value serves one thread; it remembers the orders of candidates that it made.
struct ScheduleValuation {
    let prompts: [Int]
    private let scores: RewardMatrix
    private let final: RewardMatrix
    private let windows: CandidateWindows
    private let weights: (_ at: [Int]) -> [Double]
    private var orders: [[Int]: CandidateOrder] = [:]

    /// Orders that are remembered at most; one of 200 prompts x 200 candidates takes 160 kB.
    private static let maximumOrders = 256

    /// - Parameter weights: of the scores at some steps, ascending, when candidates are pruned at the last of them.
    init(
        scores: RewardMatrix, final: RewardMatrix, prompts: [Int], windows: CandidateWindows,
        weights: @escaping ([Int]) -> [Double]
    ) {
        self.scores = scores
        self.final = final
        self.prompts = prompts
        self.windows = windows
        self.weights = weights
    }

    /// Mean final reward of the winners for each prompt, over subsets of candidates.
    ///
    /// - Parameter survivors: how many of `candidates` are left after each level.
    mutating func rewards(at: [Int], candidates count: Int, survivors: [Int]) -> [Double] {
        let levels = at.indices.map { order(Array(at[...$0])) }
        let size = final.candidates
        let subsets = windows.subsets(of: count)
        let last = (final.steps - 1) * final.prompts
        var alive = Array(repeating: UInt16(0), count: size)
        var marks = Array(repeating: UInt64(0), count: (size + 63) / 64)
        return alive.withUnsafeMutableBufferPointer { alive in
            marks.withUnsafeMutableBufferPointer { marks in
                final.values.withUnsafeBufferPointer { final in
                    prompts.indices.map { row in
                        let rewards = final.baseAddress! + (last + prompts[row]) * size
                        return windows.withSubsets(of: count, prompt: prompts[row]) { values, offset in
                            var sum = 0.0
                            for subset in 0..<subsets {
                                let start = values + offset(subset)
                                for index in 0..<count { alive[index] = start[index] }
                                var left = count
                                for (level, order) in levels.enumerated() {
                                    let next = survivors[level]
                                    order.keepBest(
                                        next, of: left, row: row * size, alive: alive, marks: marks)
                                    left = next
                                }
                                var best = -Float.infinity
                                for index in 0..<left { best = max(best, rewards[Int(alive[index])]) }
                                sum += Double(best)
                            }
                            return sum / Double(subsets)
                        }
                    }
                }
            }
        }
    }

    mutating func rewards(_ schedule: CandidateSchedule) -> [Double] {
        rewards(at: schedule.at, candidates: schedule.candidates, survivors: schedule.survivors)
    }

    private mutating func order(_ at: [Int]) -> CandidateOrder {
        if let known = orders[at] { return known }
        if orders.count >= Self.maximumOrders { orders.removeAll(keepingCapacity: true) }
        let order = CandidateOrder(scores: scores, prompts: prompts, steps: at, weights: weights(at))
        orders[at] = order
        return order
    }
}

extension CandidateOrder {
    /// Leaves the best `next` of the first `count` in `alive`, from best to worst.
    ///
    /// Ranks are marked in a bit set, whose lowest bits are then the best: no comparisons, one pass.
    @inline(__always)
    func keepBest(
        _ next: Int, of count: Int, row: Int, alive: UnsafeMutableBufferPointer<UInt16>,
        marks: UnsafeMutableBufferPointer<UInt64>
    ) {
        ranks.withUnsafeBufferPointer { ranks in
            candidates.withUnsafeBufferPointer { candidates in
                for word in marks.indices { marks[word] = 0 }
                for index in 0..<count {
                    let rank = ranks[row + Int(alive[index])]
                    marks[Int(rank >> 6)] |= 1 << UInt64(rank & 63)
                }
                var found = 0
                for word in marks.indices {
                    var bits = marks[word]
                    while bits != 0 {
                        if found == next { return }
                        alive[found] = candidates[row + word * 64 + bits.trailingZeroBitCount]
                        found += 1
                        bits &= bits - 1
                    }
                }
            }
        }
    }
}
