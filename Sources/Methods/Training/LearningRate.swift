import Foundation

/// How the learning rate runs over a training.
public enum LearningRate {
    /// How a rate falls from its full value to its final share.
    public enum Decay: String, Sendable, CaseIterable {
        case linear
        /// Half a period of the cosine.
        case cosine
        /// By the same factor in every step; the final share is not 0.
        case exponential

        /// The share of the rate that is left.
        ///
        /// - Parameters:
        ///   - progress: 0 at the start of the fall to 1 at its end.
        ///   - final: the share at the end.
        func share(_ progress: Float, final: Float) -> Float {
            switch self {
            case .linear: 1 - (1 - final) * progress
            case .cosine: final + (1 - final) * 0.5 * (1 + Float(cos(.pi * Double(progress))))
            case .exponential: Float(pow(Double(final), Double(progress)))
            }
        }
    }

    /// Linear warm-up over `warmup` steps, constant until `hold` of the way, then down to `final` times the base.
    public static func trapezoid(
        _ base: Float, step: Int, of steps: Int, warmup: Int = 0, hold: Float = 0, final: Float = 0,
        decay: Decay = .linear
    ) -> Float {
        let warm = warmup > 0 ? min(1, Float(step + 1) / Float(warmup)) : 1
        let position = Float(step) / Float(max(steps, 1))
        if position <= hold { return base * warm }
        // As it has always been rounded.
        if decay == .linear {
            return base * warm * (1 - (1 - final) * (position - hold) / max(1 - hold, 1e-6))
        }
        return base * warm * decay.share((position - hold) / max(1 - hold, 1e-6), final: final)
    }

    /// How many steps from the start have the same rate in every longer training: those before the decay begins.
    /// A longer training can go on from the state after them (arXiv 2405.18392).
    public static func steadySteps(of steps: Int, hold: Float) -> Int {
        var low = 0
        var high = steps
        while low < high {
            let middle = (low + high) / 2
            // The very comparison of `trapezoid`, in the same precision.
            if Float(middle) / Float(max(steps, 1)) <= hold { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
