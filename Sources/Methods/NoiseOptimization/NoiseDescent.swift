import Tensors

/// Stochastic gradient descent with momentum on noise, as `torch.optim.SGD` computes it, each sample for itself.
struct NoiseDescent {
    /// `[B, H, W, C]`
    private(set) var noise: Tensor
    private let options: NoiseOptimizationOptions
    private var velocity: Tensor?

    init(noise: Tensor, options: NoiseOptimizationOptions) {
        (self.noise, self.options) = (noise, options)
    }

    /// One step along the gradient of the rewards (upwards) and that of the regulariser (downwards).
    mutating func step(rewardGradient: Tensor) {
        Execution.withoutGradients {
            let gradient = clipped(regularizerGradient - rewardGradient)
            let velocity = self.velocity.map { $0 * options.momentum + gradient } ?? gradient
            self.velocity = velocity
            let direction = options.isNesterov ? gradient + velocity * options.momentum : velocity
            noise = (noise - direction * options.learningRate).detached
        }
    }

    /// Of `weight · (|z|²/2 - (d - 1) log |z|)`, the negative log-density of a chi distribution with d degrees of
    /// freedom up to a constant: `weight · z · (1 - (d - 1) / |z|²)`.
    private var regularizerGradient: Tensor {
        let dimensions = Float(noise.count / noise.shape[0])
        let squares = squaredNorms(noise)
        let factors = squares.map { options.regularization * (1 - (dimensions - 1) / max($0, 1e-12)) }
        return noise * perSample(factors)
    }

    /// Each sample's gradient scaled down to the maximum norm; one that is not finite does not move its sample.
    private func clipped(_ gradient: Tensor) -> Tensor {
        let norms = squaredNorms(gradient).map { $0.squareRoot() }
        if norms.allSatisfy(\.isFinite) {
            return gradient * perSample(norms.map { $0 > options.maximumNorm ? options.maximumNorm / $0 : 1 })
        }
        let rows = norms.enumerated().map { index, norm -> Tensor in
            let row = gradient.row(index)
            guard norm.isFinite else { return .zeros(row.shape) }
            return norm > options.maximumNorm ? row * (options.maximumNorm / norm) : row
        }
        return .stacked(rows)
    }

    private func squaredNorms(_ tensor: Tensor) -> [Float] {
        tensor.squared.sum(axes: Array(1..<tensor.shape.rank)).elements
    }

    private func perSample(_ factors: [Float]) -> Tensor {
        Tensor(factors, shape: Shape([factors.count] + Array(repeating: 1, count: noise.shape.rank - 1)))
    }
}
