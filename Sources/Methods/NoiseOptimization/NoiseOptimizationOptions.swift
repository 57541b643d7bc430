/// How noise is optimised; the defaults are those of ReNO (arXiv 2406.04312, appendix, and its released code).
public struct NoiseOptimizationOptions: Sendable, Hashable {
    /// Pictures drawn for one prompt. The first is that of the noise as it came, and the last is not followed by a
    /// step, so there are `iterations - 1` gradients.
    public var iterations = 50
    public var learningRate: Float = 5
    public var momentum: Float = 0.9
    /// Whether the gradient is looked up ahead of the momentum.
    public var isNesterov = true
    /// Gradients of one sample are scaled down to this norm.
    public var maximumNorm: Float = 0.1
    /// Weight of the negative log-density of the norm of the noise, which keeps it near that of normal noise.
    public var regularization: Float = 0.01

    public init() {}
}
