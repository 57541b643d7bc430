import Tensors

/// How far improved noise `x' = x + f(x)` is from standard normal noise x, in nats (arXiv 2508.09968).
///
/// The divergence of x' from x is exactly `E|f|²/2 + E[tr J - log |det(I + J)|]` with J the Jacobian of f: by the change
/// of variables, and by Stein's identity for the mean of `x · f`. The second part is what the half squared norm leaves
/// out; where f is Lipschitz with L < 1, the series of the logarithm bounds its size by `d (-log(1 - L) - L)`. By the
/// data processing inequality, the divergence of the pictures is not larger than that of the noise.
public struct NoiseDivergence: Sendable, Hashable {
    /// Mean of `|f|² / 2`.
    public var halfSquaredNorm: Double
    /// The largest stretch of f that was seen, which is at most its Lipschitz constant; nil where nobody looked.
    public var lipschitz: Double?
    /// Values of one noise.
    public var dimensions: Int

    public init(halfSquaredNorm: Double, lipschitz: Double?, dimensions: Int) {
        self.halfSquaredNorm = halfSquaredNorm
        self.lipschitz = lipschitz
        self.dimensions = dimensions
    }

    /// Bound of what the half squared norm leaves out; nil where f may not be invertible, and where its stretch is not
    /// known.
    public var error: Double? {
        guard let lipschitz, lipschitz < 1 else { return nil }
        return Double(dimensions) * Logarithm.excess(lipschitz)
    }

    /// The largest singular value of f's Jacobian at some noise, over the samples: power iteration with J by central
    /// differences and with its transpose by a backward pass.
    ///
    /// - Parameters:
    ///   - noise: `[B, ...]`.
    ///   - change: f, sample by sample.
    public static func lipschitz(
        at noise: Tensor, iterations: Int = 6, seed: UInt64 = 1, change: (Tensor) throws -> Tensor
    ) rethrows -> Double {
        var direction = normalized(.normal(noise.shape, from: RandomStream(seed: seed).stream("lipschitz")))
        var largest: Float = 0
        for iteration in 0..<iterations {
            let stretched = try Execution.withoutGradients {
                (try change(noise + direction.vector * reach) - change(noise - direction.vector * reach))
                    * (0.5 / reach)
            }
            let (unit, norms) = normalized(stretched)
            if iteration == iterations - 1 { largest = norms.max() ?? 0 }
            let tracked = noise.tracked
            guard let back = try change(tracked).gradients(seed: unit)[tracked] else { return 0 }
            direction = normalized(back)
        }
        return Double(largest)
    }

    /// Of the differences: as long as some thousandths of the noise itself.
    private static let reach: Float = 0.25

    /// Each sample at length 1, and its length.
    private static func normalized(_ vectors: Tensor) -> (vector: Tensor, norms: [Float]) {
        let norms = SampleClipping.norms(vectors)
        let ones = Array(repeating: 1, count: vectors.shape.rank - 1)
        let factors = norms.map { $0 > 0 ? 1 / $0 : 0 }
        return (vectors * Tensor(factors, shape: Shape([factors.count] + ones)), norms)
    }
}
