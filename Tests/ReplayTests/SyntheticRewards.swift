import Methods
import Tensors

@testable import Replay

/// Small random rewards: scores come nearer to the final reward with every step.
enum SyntheticRewards {
    static func matrix(
        steps: Int, prompts: Int, candidates: Int, seed: UInt64, isCoarse: Bool = false
    ) throws -> RewardMatrix {
        var stream = RandomStream(seed: seed).stream("rewards")
        let final = stream.nextNormals(prompts * candidates)
        var values: [Float] = []
        for step in 0..<steps {
            let noise = stream.nextNormals(prompts * candidates)
            let share = Float(steps - 1 - step) / Float(steps)
            for (value, other) in zip(final, noise) {
                let score = value + share * 2 * other
                values.append(isCoarse ? (score * 2).rounded() : score)
            }
        }
        return try RewardMatrix(steps: steps, prompts: prompts, candidates: candidates, values: values)
    }

    static func set(rewards: Int, candidates: Int = 30, isCoarse: Bool = false) throws -> RewardSet {
        try RewardSet(
            (0..<rewards).map { index in
                try ReplayReward(
                    name: "reward \(index)",
                    base: matrix(
                        steps: 6, prompts: 37, candidates: candidates, seed: UInt64(index),
                        isCoarse: isCoarse),
                    noiseAware: matrix(
                        steps: 6, prompts: 37, candidates: candidates, seed: UInt64(100 + index),
                        isCoarse: isCoarse))
            })
    }
}

/// A search written down as plainly as possible.
struct PlainSearch {
    let rewards: RewardSet
    let schedule: PruningSchedule
    let budget: ReplayBudget

    /// The winner among some candidates of a prompt.
    func winner(_ strategy: SearchStrategy, prompt: Int, candidates: [Int]) -> Int {
        var alive = candidates
        if strategy != .bestOfN {
            for (level, step) in schedule.steps.enumerated() {
                let keep = budget.survivors(of: alive.count, level: level, schedule: schedule)
                alive = best(keep, of: alive) { reward, candidate in
                    let matrix = strategy == .ttsnap ? reward.noiseAware! : reward.base
                    return matrix.values[(step * matrix.prompts + prompt) * matrix.candidates + candidate]
                }
            }
        }
        return best(1, of: alive) { reward, candidate in
            let matrix = reward.base
            return matrix.values[
                ((matrix.steps - 1) * matrix.prompts + prompt) * matrix.candidates + candidate]
        }[0]
    }

    /// By the sum of ranks; in the order in which they came. With one reward equal scores go to the lower candidate, with
    /// several equal sums go to the first that came.
    private func best(_ keep: Int, of alive: [Int], score: (ReplayReward, Int) -> Float) -> [Int] {
        var sums = Array(repeating: 0, count: alive.count)
        for reward in rewards.rewards {
            let scores = alive.map { score(reward, $0) }
            for place in alive.indices {
                for other in alive.indices {
                    let isLater = scores[other] == scores[place] && alive[other] > alive[place]
                    if scores[other] < scores[place] || isLater { sums[place] += 1 }
                }
            }
        }
        let order = alive.indices.sorted { sums[$0] != sums[$1] ? sums[$0] > sums[$1] : $0 < $1 }
        return order.prefix(keep).sorted().map { alive[$0] }
    }
}
