/// The relative increase of the area under a curve of rewards over budgets.
public enum Omega {
    /// With the areas above best-of-N's reward at the first budget: (area of the strategy - area of best-of-N) / area of
    /// best-of-N, in per cent. Nil where the latter is 0.
    public static func percent(budgets: [Double], rewards: [Double], bestOfN: [Double]) -> Double? {
        guard let start = bestOfN.first else { return nil }
        let own = simpson(budgets, rewards.map { $0 - start })
        let best = simpson(budgets, bestOfN.map { $0 - start })
        return best != 0 ? 100 * (own - best) / best : nil
    }

    /// The integral by Simpson's rule for points at any distances; with an even number of points the last interval is
    /// corrected as Cartwright proposes (as `scipy.integrate.simpson` does from version 1.11 on). Two points make a
    /// trapezoid.
    public static func simpson(_ x: [Double], _ y: [Double]) -> Double {
        precondition(x.count == y.count, "a value at each point")
        let count = x.count
        guard count > 2 else { return count == 2 ? (x[1] - x[0]) * (y[0] + y[1]) / 2 : 0 }
        var sum = 0.0
        for index in stride(from: 0, to: count - 2, by: 2) {
            let (first, second) = (x[index + 1] - x[index], x[index + 2] - x[index + 1])
            let whole = first + second
            sum +=
                whole / 6
                * ((2 - second / first) * y[index] + whole * whole / (first * second) * y[index + 1]
                    + (2 - first / second) * y[index + 2])
        }
        guard count % 2 == 0 else { return sum }
        let (before, last) = (x[count - 2] - x[count - 3], x[count - 1] - x[count - 2])
        sum += (2 * last * last + 3 * before * last) / (6 * (before + last)) * y[count - 1]
        sum += (last * last + 3 * before * last) / (6 * before) * y[count - 2]
        sum -= last * last * last / (6 * before * (before + last)) * y[count - 3]
        return sum
    }
}
