/// A step length with the strong Wolfe conditions: enough decrease, and a slope that has become flat. Bracketing and
/// zoom by cubic interpolation (Nocedal and Wright, Numerical Optimization, algorithms 3.5 and 3.6), with the constants
/// and safeguards of `torch.optim.LBFGS`.
struct LineSearch {
    /// The function along the line: its value, the whole gradient, and its slope.
    struct Point {
        var step: Double
        var value: Double
        var gradient: [Float]
        var slope: Double
    }

    /// Share of the decrease that the slope promises.
    private static let sufficientDecrease = 1e-4
    /// Share of the first slope that may be left.
    private static let curvature = 0.9
    private static let maximumEvaluations = 25

    /// Steps whose largest element is below this are no steps.
    let tolerance: Double

    /// - Parameters:
    ///   - start: the function at step 0, with a slope below 0.
    ///   - first: the step that is tried first.
    ///   - largest: the largest element of the direction.
    ///   - evaluate: the function at a step.
    /// - Returns: the best point found, and how often the function was evaluated.
    func run(
        from start: Point, first: Double, largest: Double, evaluate: (Double) throws -> Point
    ) rethrows -> (point: Point, evaluations: Int) {
        var previous = start
        var current = try evaluate(first)
        var evaluations = 1
        var rounds = 0
        var bracket: (Point, Point)?
        while rounds < Self.maximumEvaluations {
            if !isLowEnough(current, start) || (rounds > 1 && current.value >= previous.value) {
                bracket = (previous, current)
                break
            }
            if abs(current.slope) <= -Self.curvature * start.slope { return (current, evaluations) }
            if current.slope >= 0 {
                bracket = (previous, current)
                break
            }
            let step = Self.minimum(
                previous, current,
                within: (current.step + 0.01 * (current.step - previous.step), current.step * 10))
            previous = current
            current = try evaluate(step)
            evaluations += 1
            rounds += 1
        }
        var (low, high) = bracket ?? (start, current)
        if low.value > high.value { swap(&low, &high) }
        var wasNearTheEdge = false
        while rounds < Self.maximumEvaluations {
            let (least, most) = (min(low.step, high.step), max(low.step, high.step))
            if (most - least) * largest < tolerance { break }
            var step = Self.minimum(low, high, within: (least, most))
            // A step near the edge of the bracket hardly shortens it: allowed once in a row.
            let margin = 0.1 * (most - least)
            if min(most - step, step - least) < margin {
                if wasNearTheEdge || step >= most || step <= least {
                    step = abs(step - most) < abs(step - least) ? most - margin : least + margin
                    wasNearTheEdge = false
                } else {
                    wasNearTheEdge = true
                }
            } else {
                wasNearTheEdge = false
            }
            current = try evaluate(step)
            evaluations += 1
            rounds += 1
            if !isLowEnough(current, start) || current.value >= low.value {
                high = current
                if low.value > high.value { swap(&low, &high) }
            } else {
                if abs(current.slope) <= -Self.curvature * start.slope { return (current, evaluations) }
                if current.slope * (high.step - low.step) >= 0 { high = low }
                low = current
            }
        }
        return (low, evaluations)
    }

    /// A value that is no number is never low enough.
    private func isLowEnough(_ point: Point, _ start: Point) -> Bool {
        point.value <= start.value + Self.sufficientDecrease * point.step * start.slope
    }

    /// Where the cubic through two points has its minimum, kept within bounds; the middle where it has none.
    static func minimum(_ first: Point, _ second: Point, within bounds: (Double, Double)) -> Double {
        let (left, right) = first.step <= second.step ? (first, second) : (second, first)
        let d1 = left.slope + right.slope - 3 * (left.value - right.value) / (left.step - right.step)
        let square = d1 * d1 - left.slope * right.slope
        // Also where something is no number.
        guard square >= 0 else { return (bounds.0 + bounds.1) / 2 }
        let d2 = square.squareRoot()
        let step =
            right.step - (right.step - left.step)
            * ((right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2))
        return step.isFinite ? min(max(step, bounds.0), bounds.1) : (bounds.0 + bounds.1) / 2
    }
}
