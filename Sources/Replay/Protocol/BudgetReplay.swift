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
    /// Of each plan; empty with several rewards.
    private var groups: [[SubsetBits]] = []

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
        if kinds == 1 {
            for (index, plan) in plans.enumerated() {
                if let same = plans[..<index].lastIndex(where: { $0.candidates == plan.candidates }) {
                    groups.append(groups[same])
                } else {
                    groups.append(
                        stride(from: 0, to: subsets.count, by: SubsetBits.perGroup).map {
                            SubsetBits(
                                subsets, first: $0, candidates: plan.candidates,
                                available: rewards.candidates)
                        })
                }
            }
        }
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
        let (kinds, prompts) = (finals.count, rewards.prompts)
        let finalStep = (rewards.steps - 1) * prompts * rewards.candidates
        for (index, plan) in plans.enumerated() {
            // Added up by reward, subset and prompt.
            let subsetSums = bySubset + index * kinds * subsets.count
            let promptSums = byPrompt + index * kinds * prompts
            if kinds == 1 {
                rewards.rewards[0].base.values.withUnsafeBufferPointer { values in
                    let values = values.baseAddress! + finalStep
                    finishOne(plan, groups[index], block) { prompt, subset, winner in
                        let value = Double(values[prompt * rewards.candidates + winner])
                        subsetSums[subset] += value
                        promptSums[prompt] += value
                    }
                }
            } else {
                finishSeveral(plan, block) { prompt, subset, winner in
                    for (kind, reward) in rewards.rewards.enumerated() {
                        let place = finalStep + prompt * rewards.candidates + winner
                        let value = Double(reward.base.values[place])
                        subsetSums[kind * subsets.count + subset] += value
                        promptSums[kind * prompts + prompt] += value
                    }
                }
            }
        }
    }

    /// With one reward: 64 subsets at once. Calls `body` with the winner of each prompt and subset.
    @inline(__always)
    private func finishOne(
        _ plan: Plan, _ groups: [SubsetBits], _ block: Range<Int>,
        _ body: (_ prompt: Int, _ subset: Int, _ winner: Int) -> Void
    ) {
        let size = rewards.candidates
        let alive = UnsafeMutablePointer<UInt64>.allocate(capacity: size)
        let digits = UnsafeMutablePointer<UInt64>.allocate(capacity: SubsetBits.mostDigits)
        defer {
            alive.deallocate()
            digits.deallocate()
        }
        // Levels at which candidates are dropped.
        let before = [plan.candidates] + plan.survivors
        let levels = plan.survivors.indices.filter { plan.survivors[$0] < before[$0] }
        for prompt in block {
            func order<Result>(_ table: RankTable, _ use: (UnsafePointer<UInt16>) -> Result) -> Result {
                table.order.withUnsafeBufferPointer { use($0.baseAddress! + prompt * size) }
            }
            for group in groups {
                group.words.withUnsafeBufferPointer { words in
                    var source = words.baseAddress!
                    for level in levels {
                        order(plan.levels[level][0]) { order in
                            SubsetBits.keepBest(
                                plan.survivors[level], order: order, size: size, all: group.all,
                                from: source, to: alive, digits: digits)
                        }
                        source = UnsafePointer(alive)
                    }
                    order(finals[0]) { order in
                        var waiting = group.all
                        var place = 0
                        while waiting != 0 {
                            let candidate = Int(order[place])
                            place += 1
                            var found = source[candidate] & waiting
                            waiting &= ~found
                            while found != 0 {
                                body(prompt, group.first + found.trailingZeroBitCount, candidate)
                                found &= found &- 1
                            }
                        }
                    }
                }
            }
        }
    }

    /// With several rewards: subset by subset.
    private func finishSeveral(
        _ plan: Plan, _ block: Range<Int>, _ body: (_ prompt: Int, _ subset: Int, _ winner: Int) -> Void
    ) {
        let selection = CandidateSelection(candidates: rewards.candidates, rewards: finals.count)
        let alive = UnsafeMutablePointer<UInt16>.allocate(capacity: subsets.size)
        defer {
            selection.deallocate()
            alive.deallocate()
        }
        // Levels, then the end, at which one is left.
        let tables = plan.levels + [finals]
        let left = plan.survivors + [1]
        for prompt in block {
            let rows = tables.map { tables in
                tables.map { table in
                    table.ranks.withUnsafeBufferPointer { $0.baseAddress! + prompt * rewards.candidates }
                }
            }
            // The rows point into the tables.
            withExtendedLifetime(tables) {
                subsets.candidates.withUnsafeBufferPointer { candidates in
                    for subset in 0..<subsets.count {
                        alive.update(
                            from: candidates.baseAddress! + subset * subsets.size, count: plan.candidates)
                        var count = plan.candidates
                        for level in left.indices {
                            selection.keepBest(left[level], of: alive, count: count, ranks: rows[level])
                            count = min(count, left[level])
                        }
                        body(prompt, subset, Int(alive[0]))
                    }
                }
            }
        }
    }
}
