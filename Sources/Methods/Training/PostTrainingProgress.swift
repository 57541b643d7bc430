import Tensors

/// What evaluations on the way gave.
public struct EvaluationCurve: Sendable, Hashable {
    /// After so many steps.
    public internal(set) var steps: [Int] = []
    /// One value for each of `steps`, by name.
    public internal(set) var figures: [String: [Float]] = [:]
}

/// What a training along rewards remembers beside weights and optimizer.
struct PostTrainingProgress {
    private(set) var curve = EvaluationCurve()
    private(set) var skipped = 0
    private(set) var skippedInARow = 0
    /// The weights of the best evaluation; nil without early stopping.
    private(set) var best: [String: Tensor]?
    private var bestReward: Float = -.infinity
    /// Evaluations since the best one.
    private var waited = 0
    private(set) var isStopped = false

    init() {}

    mutating func note(isFinite: Bool) {
        skipped += isFinite ? 0 : 1
        skippedInARow = isFinite ? 0 : skippedInARow + 1
    }

    mutating func add(_ figures: [String: Double], step: Int, weights: [String: Tensor], patience: Int?) {
        curve.steps.append(step)
        for (name, figure) in figures { curve.figures[name, default: []].append(Float(figure)) }
        guard let patience, let reward = figures["reward"] else { return }
        if Float(reward) > bestReward {
            (bestReward, best, waited) = (Float(reward), weights, 0)
        } else {
            waited += 1
            isStopped = waited >= patience
        }
    }

    var state: [String: Tensor] {
        var state = [
            "counts": Tensor(
                [Float(skipped), Float(skippedInARow), Float(waited), isStopped ? 1 : 0, bestReward],
                shape: [5]),
            "steps": Tensor(curve.steps.map(Float.init), shape: [curve.steps.count]),
        ]
        for (name, values) in curve.figures {
            state["curve/\(name)"] = Tensor(values, shape: [values.count])
        }
        for (name, value) in best ?? [:] { state["best/\(name)"] = value }
        return state
    }

    init(_ state: [String: Tensor]) {
        guard let counts = state["counts"]?.elements, counts.count == 5 else { return }
        (skipped, skippedInARow, waited) = (Int(counts[0]), Int(counts[1]), Int(counts[2]))
        (isStopped, bestReward) = (counts[3] != 0, counts[4])
        curve.steps = (state["steps"]?.elements ?? []).map { Int($0) }
        for (name, value) in state {
            if name.hasPrefix("curve/") {
                curve.figures[String(name.dropFirst("curve/".count))] = value.elements
            } else if name.hasPrefix("best/") {
                best = best ?? [:]
                best?[String(name.dropFirst("best/".count))] = value
            }
        }
    }
}

/// Means over the samples of a step.
struct BatchFigures {
    private(set) var loss = 0.0
    /// By reward.
    private(set) var rewards: [Double] = []
    private(set) var metrics: [String: Double] = [:]

    var isFinite: Bool { loss.isFinite && rewards.allSatisfy(\.isFinite) }

    mutating func add(_ outcome: PostTrainingOutcome, share: Double) {
        loss += outcome.loss * share
        if rewards.isEmpty { rewards = outcome.rewards.map { _ in 0 } }
        for (place, values) in outcome.rewards.enumerated() {
            rewards[place] += Double(values.reduce(0, +)) / Double(values.count) * share
        }
        for (name, value) in outcome.metrics { metrics[name, default: 0] += value * share }
    }

    /// The reward itself; of several, their weighted sum.
    func reward(_ weights: [Double]) -> Double {
        rewards.count == 1 ? rewards[0] : zip(rewards, weights).reduce(0) { $0 + $1.0 * $1.1 }
    }
}
