/// Natural logarithms from sums and products alone: the same bits on every platform, which the functions of C libraries
/// do not promise.
enum Logarithm {
    /// - Parameter value: a positive finite number.
    static func natural(_ value: Double) -> Double {
        // value = m · 2^e with m around 1, and log m = 2 artanh((m - 1) / (m + 1)).
        var (significand, exponent) = (value.significand, Double(value.exponent))
        if significand > 1.5 { (significand, exponent) = (significand / 2, exponent + 1) }
        let ratio = (significand - 1) / (significand + 1)
        return exponent * 0.693147180559945309417 + 2 * series(ratio * ratio) * ratio
    }

    /// `-log(1 - x) - x`: the sum of x^k / k from the second power on, which stays exact for small x.
    ///
    /// - Parameter x: at least 0 and below 1.
    static func excess(_ x: Double) -> Double {
        guard x < 0.25 else { return -natural(1 - x) - x }
        var (sum, power) = (0.0, x)
        for k in 2..<30 {
            power *= x
            sum += power / Double(k)
        }
        return sum
    }

    /// The sum of s^k / (2 k + 1), for s up to 1/25: the ratio is 1/5 at most.
    private static func series(_ square: Double) -> Double {
        stride(from: 14, through: 0, by: -1).reduce(0) { $0 * square + 1 / Double(2 * $1 + 1) }
    }
}
