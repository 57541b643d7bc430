@testable import Replay

/// Made-up rewards whose best schedule is known.
enum MadeUpRewards {
    static let (steps, prompts, candidates) = (10, 24, 40)

    static func matrix(
        prompts: Int = prompts, candidates: Int = candidates,
        _ value: (_ step: Int, _ prompt: Int, _ candidate: Int) -> Float
    ) throws -> RewardMatrix {
        var values: [Float] = []
        for step in 0..<steps {
            for prompt in 0..<prompts {
                for candidate in 0..<candidates { values.append(value(step, prompt, candidate)) }
            }
        }
        return try RewardMatrix(steps: steps, prompts: prompts, candidates: candidates, values: values)
    }

    /// About standard normal, a number of its own for each place.
    static func normal(_ stream: Int, _ parts: Int...) -> Float {
        var seed = SplitMix(7, stream)
        for part in parts { seed = SplitMix(seed.next(), part) }
        return Float(seed.normal())
    }

    /// Chance before `step`, from there on the final reward itself.
    static func knownFrom(_ step: Int, noise: Float = 0) throws -> RewardMatrix {
        try matrix { own, prompt, candidate in
            let reward = normal(1, prompt, candidate)
            if own == steps - 1 { return reward }
            return own < step
                ? normal(2, own, prompt, candidate) : reward + noise * normal(3, own, prompt, candidate)
        }
    }

    /// The final reward has two parts: one shows at the steps 1 and 2 only, the other from step 3 on.
    static func inTwoParts() throws -> RewardMatrix {
        try matrix { step, prompt, candidate in
            let (early, late) = (normal(4, prompt, candidate), normal(5, prompt, candidate))
            switch step {
            case 0: return normal(6, prompt, candidate)
            case 1, 2: return early
            case steps - 1: return early + late
            default: return late
            }
        }
    }

    /// The same scores; final rewards of the given prompts change places among candidates.
    static func shuffled(_ matrix: RewardMatrix, prompts chosen: Set<Int>) throws -> RewardMatrix {
        try Self.matrix { step, prompt, candidate in
            guard step == steps - 1, chosen.contains(prompt) else {
                return matrix.values[(step * prompts + prompt) * candidates + candidate]
            }
            var order = Array(0..<candidates)
            var random = SplitMix(11, prompt)
            for index in order.indices { order.swapAt(index, index + random.below(candidates - index)) }
            return matrix.values[(step * prompts + prompt) * candidates + order[candidate]]
        }
    }

    static let even = Array(stride(from: 0, to: prompts, by: 2))
    static let odd = Array(stride(from: 1, to: prompts, by: 2))
}
