import Tensors

/// What keeps improved noise `x' = x + f` near the noise that a generator was made for.
public enum NoiseRegularizer: String, Sendable, CaseIterable {
    /// Mean of the squares of f's output, as the released program has it.
    case meanSquare = "l2"
    /// `|f|² / 2`, the bound of the divergence (arXiv 2508.09968, eq. 9).
    case halfSquaredNorm = "half-squared-norm"
    /// `|x'|² / 2 - (d - 1) log |x'|`: the negative logarithm of the density of the norm of standard normal noise
    /// (chi distribution; ReNO, arXiv 2406.04312).
    case norm

    /// Mean over the samples of a batch.
    ///
    /// - Parameters:
    ///   - output: f's, `[B, ...]`.
    ///   - improved: x'.
    func value(output: Tensor, improved: Tensor) -> Double {
        let samples = Double(output.shape[0])
        switch self {
        case .meanSquare: return Double(output.sumOfSquares) / Double(output.count)
        case .halfSquaredNorm: return Double(output.sumOfSquares) / 2 / samples
        case .norm:
            let sizes = Double(improved.count) / samples
            return Self.squaredNorms(improved).reduce(0) { sum, square in
                sum + Double(square) / 2 - (sizes - 1)
                    * Logarithm.natural(max(Double(square), 1e-16)) / 2
            } / samples
        }
    }

    /// The gradient of `weight · value` at f's output.
    func gradient(weight: Float, output: Tensor, improved: Tensor) -> Tensor {
        switch self {
        case .meanSquare: return output * (2 * weight / Float(output.count))
        case .halfSquaredNorm: return output * (weight / Float(output.shape[0]))
        case .norm:
            let samples = output.shape[0]
            let others = Float(improved.count / samples - 1)
            let factors = Self.squaredNorms(improved).map {
                weight / Float(samples) * (1 - others / max($0, 1e-16))
            }
            let ones = Array(repeating: 1, count: improved.shape.rank - 1)
            return improved * Tensor(factors, shape: Shape([samples] + ones))
        }
    }

    private static func squaredNorms(_ noise: Tensor) -> [Float] {
        noise.squared.sum(axes: Array(1..<noise.shape.rank)).elements
    }
}
