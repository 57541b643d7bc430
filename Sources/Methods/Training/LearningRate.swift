/// How the learning rate runs over a training.
public enum LearningRate {
    /// Linear warm-up over `warmup` steps, constant until `hold` of the way, then linear down to `final` times the
    /// base.
    public static func trapezoid(
        _ base: Float, step: Int, of steps: Int, warmup: Int = 0, hold: Float = 0, final: Float = 0
    ) -> Float {
        let warm = warmup > 0 ? min(1, Float(step + 1) / Float(warmup)) : 1
        let position = Float(step) / Float(max(steps, 1))
        let decay = position <= hold ? 1 : 1 - (1 - final) * (position - hold) / max(1 - hold, 1e-6)
        return base * warm * decay
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
