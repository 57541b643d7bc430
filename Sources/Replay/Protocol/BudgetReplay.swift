import Kernels
import Methods

/// The searches of all prompts at one budget, for each subset and strategy.
struct BudgetReplay {
    /// What a strategy does at this budget.
    struct Plan {
        let strategy: SearchStrategy
        let candidates: Int
        /// Candidates left after each level.
        let survivors: [Int]
        /// Level x reward: what prunes.
        let levels: [[RankTable]]
    }

    let rewards: RewardSet
    /// Of the finished pictures, by reward.
    let finals: [RankTable]
    let plans: [Plan]
    let subsets: CandidateSubsets

    /// Plan x reward x subset: the mean over prompts of the winners' final rewards.
    private(set) var subsetMeans: [[[Double]]] = []
    /// Plan x reward x prompt: the mean over subsets.
    private(set) var promptMeans: [[[Double]]] = []

    /// Prompts are added up in blocks of this many, whatever the number of threads.
    private static let promptsPerBlock = 16

    init(
        rewards: RewardSet, finals: [RankTable], plans: [Plan], subsets: CandidateSubsets, compute: Compute
    ) {
        (self.rewards, self.finals, self.plans, self.subsets) = (rewards, finals, plans, subsets)
        let (prompts, kinds) = (rewards.prompts, rewards.rewards.count)
        let blocks = (prompts + Self.promptsPerBlock - 1) / Self.promptsPerBlock
        // Plan, reward, subset, the subset's fastest; one such array for each block.
        let blockSize = plans.count * kinds * subsets.count
        var bySubset = Array(repeating: 0.0, count: blocks * blockSize)
        // Plan, reward, prompt.
        var byPrompt = Array(repeating: 0.0, count: plans.count * kinds * prompts)
        bySubset.withUnsafeMutableBufferPointer { bySubset in
            byPrompt.withUnsafeMutableBufferPointer { byPrompt in
                nonisolated(unsafe) let (bySubset, byPrompt) = (bySubset.baseAddress!, byPrompt.baseAddress!)
                compute.forEachTile(blocks) { block in
                    let start = block * Self.promptsPerBlock
                    replay(
                        start..<min(start + Self.promptsPerBlock, prompts),
                        bySubset: bySubset + block * blockSize, byPrompt: byPrompt)
                }
            }
        }
        for plan in plans.indices {
            subsetMeans.append(
                (0..<kinds).map { kind in
                    (0..<subsets.count).map { subset in
                        let place = (plan * kinds + kind) * subsets.count + subset
                        var sum = 0.0
                        for block in 0..<blocks { sum += bySubset[block * blockSize + place] }
                        return sum / Double(prompts)
                    }
                })
            promptMeans.append(
                (0..<kinds).map { kind in
                    let start = (plan * kinds + kind) * prompts
                    return byPrompt[start..<start + prompts].map { $0 / Double(subsets.count) }
                })
        }
    }

    private func replay(
        _ block: Range<Int>, bySubset: UnsafeMutablePointer<Double>, byPrompt: UnsafeMutablePointer<Double>
    ) {
        let (size, prompts) = (rewards.candidates, rewards.prompts)
        let selection = CandidateSelection(candidates: size, rewards: finals.count)
        defer { selection.deallocate() }
        let alive = UnsafeMutablePointer<UInt16>.allocate(capacity: subsets.size)
        defer { alive.deallocate() }
        for (index, plan) in plans.enumerated() {
            for prompt in block {
                let finalRow = (rewards.steps - 1) * prompts * size + prompt * size
                finish(plan, prompt: prompt, selection: selection, alive: alive) { subset, winner in
                    for (kind, reward) in rewards.rewards.enumerated() {
                        let value = Double(reward.base.values[finalRow + winner])
                        bySubset[(index * finals.count + kind) * subsets.count + subset] += value
                        byPrompt[(index * finals.count + kind) * prompts + prompt] += value
                    }
                }
            }
        }
    }

    /// Calls `body` with each subset and its winner.
    @inline(__always)
    private func finish(
        _ plan: Plan, prompt: Int, selection: CandidateSelection, alive: UnsafeMutablePointer<UInt16>,
        _ body: (_ subset: Int, _ winner: Int) -> Void
    ) {
        // Levels, then the end, at which one is left.
        let rows = (plan.levels + [finals]).map { tables in
            tables.map { table in
                table.ranks.withUnsafeBufferPointer { $0.baseAddress! + prompt * rewards.candidates }
            }
        }
        // The tables outlive this: plans and finals are held by self.
        withExtendedLifetime((plan, finals)) {
            let isSingle = finals.count == 1
            let single = rows.map { $0[0] }
            let left = plan.survivors + [1]
            subsets.candidates.withUnsafeBufferPointer { candidates in
                for subset in 0..<subsets.count {
                    alive.update(
                        from: candidates.baseAddress! + subset * subsets.size, count: plan.candidates)
                    var count = plan.candidates
                    for level in left.indices {
                        if isSingle {
                            selection.keepBest(left[level], of: alive, count: count, ranks: single[level])
                        } else {
                            selection.keepBest(left[level], of: alive, count: count, ranks: rows[level])
                        }
                        count = min(count, left[level])
                    }
                    body(subset, Int(alive[0]))
                }
            }
        }
    }
}
